"""Which services of Apprise may be used: each speaks to its provider's own servers by https, and does nothing else.

The list says what is allowed, so that what a new release brings is refused until somebody has looked at it. Not on it
is whatever takes a host from its address (it could lead into the installation's own network), runs a program or speaks
to the desktop, opens sockets of its own, reads files that its address names, goes over plain http, or is read by the
public.
"""

from typing import Final

_NAMES: Final = (
    "46elks atalk azure brevo bulksms bulkvs burstsms chanify clickatell clicksend cm d7sms dingtalk discord dot "
    "eight00com elks exotel feishu firehydrant flock freemobile gchat groundmail groupme guilded gupshup httpsms "
    "ifttt ilert incidentio jira join kakao kakaotalk kook kudosity kumulos lark lauther lfg line mailersend "
    "mobilemessage mobilemsg msg91 msgbird nexmo notifiarr notifyre o365 octopush onesignal opsgenie pagerduty "
    "pagertree pbul pingram plivo postmark pover prowl psafer psafers push pushed pushme pushplus pushward pushy "
    "qq resend revolt schan sendgrid serwersms seven sfr signalgrid simplepush slack smsc smsmanager smsmgr "
    "smstunnel spike splunk spugpush spush squadcast stackfield telesign telnyx threema twilio viber victorops "
    "voipms vonage webex wecom wecombot whapi whatsapp wpush wxpusher wxteams youlmk zalo zoom "
)
ALLOWED: Final[frozenset[str]] = frozenset(_NAMES.split())


def scheme_of(url: str) -> str:
    """By which service an address goes."""
    return url.partition("://")[0].strip().lower() if "://" in url else ""
