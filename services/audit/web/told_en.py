"""What each kind of fact is called and how it is told, in English; braces are fields. They know no fact."""

from typing import Final

from services.audit.web.telling import TellingWords, Told

TOLD: Final[dict[str, Told]] = {
    "activity.recorded": Told("Activity recorded", "{who} recorded “{title}”: {quantity} {measure}, on {occurred_on}."),
    "activity.corrected": Told("Activity corrected", "{who} corrected activity {activity_id}: {reason}."),
    "activity.withdrawn": Told("Activity withdrawn", "{who} withdrew activity {activity_id}: {reason}."),
    "activity.verified": Told("Activity verified", "{who} confirmed that activity {activity_id} took place."),
    "activity.disputed": Told("Activity disputed", "{who} disputed activity {activity_id}: {reason}."),
    "household.identified": Told(
        "Household identified", "{who} listed household {household_id}: {work}, {category}, {track}."
    ),
    "household.verified": Told("Household verified", "{who} looked into household {household_id}: {eligible}."),
    "household.approved": Told(
        "Household approved", "{who} approved household {household_id} on list {list_no}, support {support_vnd}."
    ),
    "household.withdrew": Told(
        "Household withdrew", "{who} reported that household {household_id} withdrew: {reason}."
    ),
    "household.rejected": Told("Household rejected", "{who} rejected household {household_id}: {reason}."),
    "house.started": Told("House started", "{who} reported the house of {household_id} started on {started_on}."),
    "house.completed": Told(
        "House completed", "{who} reported the house of {household_id} completed on {completed_on}."
    ),
    "house.checked": Told("House checked", "{who} checked the house of {household_id}: {passed}."),
    "house.handed_over": Told(
        "House handed over", "{who} reported the house of {household_id} handed over on {handed_over_on}."
    ),
    "contribution.received": Told("Contribution received", "{who} received {gifts} on {received_on}."),
    "funds.disbursed": Told(
        "Funds disbursed", "{who} paid {amount_vnd} to household {household_id} out of {source} on {disbursed_on}."
    ),
    "funds.reversed": Told("Payment taken back", "{who} took payment {disbursement_id} back: {reason}."),
    "inspection.conducted": Told("Inspection conducted", "{who} inspected {target_unit_id} on {conducted_on}."),
    "finding.raised": Told("Finding raised", "{who} raised finding {finding_id}, {severity}, due {due_on}: {text}."),
    "finding.closed": Told("Finding closed", "{who} closed finding {finding_id}: {outcome}."),
    "report.submitted": Told("Report submitted", "{who} submitted the report for {period}."),
    "report.corrected": Told("Report corrected", "{who} corrected report {report_id}: {reason}."),
    "obstacle.reported": Told("Obstacle reported", "{who} reported obstacle {obstacle_id}: {text}."),
    "document.published": Told("Document posted", "{who} posted document {doc_no} ({title}) at {channel}."),
    "document.unpublished": Told(
        "Document taken down", "{who} took document {document_id} down from {channel}: {reason}."
    ),
    "review.held": Told("Review", "{who} states that review {review_id} was held on {held_on}, up to {period}."),
    "obstacle.resolved": Told("Obstacle resolved", "{who} resolved obstacle {obstacle_id}: {resolution}."),
    "unit.established": Told("Unit established", "{who} entered the unit {name} in the registry."),
    "unit.renamed": Told("Unit renamed", "{who} recorded: {unit_id} is called {name} from {effective_on}, by {basis}."),
    "unit.merged": Told(
        "Units merged", "{who} recorded: {predecessors} merged into {successor} from {effective_on}, by {basis}."
    ),
    "unit.split": Told(
        "Unit split", "{who} recorded: {unit_id} split into {successors} from {effective_on}, by {basis}."
    ),
    "unit.dissolved": Told("Unit dissolved", "{who} recorded: {unit_id} is dissolved from {effective_on}, by {basis}."),
    "unit.code_issued": Told("Unit code issued", "{who} recorded: {unit_id} has the code {code} from {effective_on}."),
    "unit.code_closed": Told(
        "Unit code closed", "{who} recorded: the code {code} of {unit_id} ends on {effective_on}."
    ),
    "person.assigned": Told(
        "Person assigned", "{who} recorded: person {person_id} is {title} at {unit_id} from {from_on}."
    ),
    "person.transferred": Told(
        "Person transferred", "{who} recorded: person {person_id} goes to {to_unit_id} from {effective_on}."
    ),
    "rating.recorded": Told(
        "Rating recorded", "{who} recorded the rating of {subject} for {year}: {rating} ({decision_no})."
    ),
    "prior_award.recorded": Told("Earlier award recorded", "{who} recorded: {subject} has had {form} ({decision_no})."),
    "discipline.recorded": Told(
        "Discipline recorded", "{who} recorded: {subject} was disciplined, {form} ({decision_no})."
    ),
    "discipline.ended": Told("Discipline ended", "{who} recorded: the discipline of {subject} ended on {ended_on}."),
    "campaign.launched": Told("Campaign launched", "{who} launched the campaign “{name}”."),
    "campaign.amended": Told("Campaign amended", "{who} amended the campaign “{name}”."),
    "campaign.closed": Told("Campaign closed", "{who} closed the campaign {campaign}."),
    "ruleset.published": Told("Rule set published", "{who} published the rule set {id}."),
    "candidate.flagged": Told("Candidate flagged", "The system flagged {subject} for {award}: {verdict}."),
    "candidate.updated": Told("Candidate updated", "The system changed its flag on {subject} for {award}: {verdict}."),
    "candidate.unflagged": Told(
        "Candidate unflagged", "The system took its flag off {subject} for {award}: {verdict}."
    ),
    "hold.placed": Told("Hold placed", "{who} placed {subject} on hold: {ground}."),
    "hold.lifted": Told("Hold lifted", "{who} lifted the hold on {subject}: {conclusion}."),
    "nomination.opened": Told("Nomination opened", "{who} opened nomination {nomination_id}: {award} for {subject}."),
    "nomination.submitted": Told(
        "Nomination submitted",
        "{who} submitted nomination {nomination_id} to the {to_level}, letter {doc_no}, received on {received_on}.",
    ),
    "nomination.returned": Told("Nomination returned", "{who} returned nomination {nomination_id}: {reason}."),
    "nomination.withdrawn": Told("Nomination withdrawn", "{who} withdrew nomination {nomination_id}: {reason}."),
    "dossier.item_added": Told("Paper added", "{who} added to the dossier of {nomination_id}: {item} “{name}”."),
    "clearance.requested": Told("Clearance requested", "{who} asked {body} about nomination {nomination_id}."),
    "clearance.received": Told("Clearance received", "{who} has the answer of {body} on {nomination_id}: {result}."),
    "public_comment.opened": Told(
        "Public comment opened", "{who} asks for comment on {nomination_id}, {from_on} to {to_on}."
    ),
    "public_comment.closed": Told(
        "Public comment closed", "{who} closed the public comment on nomination {nomination_id}."
    ),
    "council.convened": Told(
        "Council convened", "{who} convened sitting {sitting_id}, {members} members, on {held_on}."
    ),
    "conflict.declared": Told(
        "Conflict declared", "{who} declared a conflict of interest at sitting {sitting_id} on {nomination_id}."
    ),
    "ballot.tallied": Told(
        "Ballot tallied", "{who} tallied sitting {sitting_id} on {nomination_id}: {yes} yes, {no} no, {blank} blank."
    ),
    "minutes.signed": Told(
        "Minutes signed", "{who} recorded minutes {doc_no} of sitting {sitting_id}, signed {signed_on}."
    ),
    "award.decided": Told("Award decided", "{who} decided {decision_no}: {award} in {subjects} cases."),
    "award.declined": Told("Award declined", "{who} declined nomination {nomination_id}: {reason}."),
    "award.conferred": Told(
        "Award conferred", "{who} recorded: decision {decision_no} was conferred on {conferred_on}."
    ),
    "award.annulled": Told("Award annulled", "{who} annulled {decision_no} for {subject}: {ground}."),
    "bonus.calculated": Told(
        "Bonus calculated", "The system calculated the bonus of {decision_no} for {subject}: {amount_vnd}."
    ),
    "notification.sent": Told("Notice sent", "The system told {recipient} by {channel} about {subject}."),
    "notification.read": Told("Notice read", "{reader} read the notice to {recipient}."),
    "notification.failed": Told("Notice failed", "The system could not reach {recipient} by {channel}: {reason}."),
    "notification.put_off": Told(
        "Notice put off", "The notice to {recipient} by {channel} about {subject} waits until {opens_at}: {why}."
    ),
    "notification.withheld": Told(
        "Notice withheld",
        "{recipient} chose not to be told of this by {channel}: the notice about {subject} stays in the inbox.",
    ),
    "recipient.chose": Told("Choice of how to be told", "{chosen_by} chose how {recipient} wants to be told."),
    "notification.bounced": Told("Letter came back", "The letter to {recipient} came back, code {status}."),
    "notification.renewed": Told("Sent again", "{asked_by} had the notice to {recipient} by {channel} sent again."),
    "template.changed": Told("Template changed", "{changed_by} changed the template {template_id}: {reason}."),
    "template.restored": Told(
        "Template restored", "{changed_by} went back to the shipped template of {template_id}: {reason}."
    ),
    "trouble.found": Told("Trouble", "The system found trouble ({topic}) in {service}: {why}."),
    "trouble.ended": Told("Trouble over", "The system notes that trouble ({kind}) in {service} is over."),
    "reminder.escalated": Told("Reminder", "The system reminded {recipients} of {matter}, counted from {due_on}."),
    "access.granted": Told("Access granted", "The system granted access {access_id}, role {role}."),
    "access.revoked": Told("Access revoked", "The system revoked access {access_id}."),
    "personal_data.erased": Told("Personal data erased", "{who} erased the personal data of {subject}, by {basis}."),
    "evidence.attached": Told("Evidence came", "{who} sent evidence of {unit_id}: {size} bytes, {media_type}."),
    "quality.flagged": Told("Doubtful figures", "The system doubts what {unit_id} reported on {about}: {reason}"),
    "feedback.received": Told(
        "Feedback received", "{who} received feedback {feedback_id} of the public, about {topic}; its words are sealed."
    ),
    "feedback.answered": Told("Feedback answered", "{who} answered feedback {feedback_id}: {answer}."),
    "quality.resolved": Told("Doubt resolved", "{who} looked into {quality_id}: {outcome}, {note}."),
}
VALUES: Final[dict[object, str]] = {
    "QUIET_HOURS": "its quiet hours",
    "SEND_WINDOW": "outside its hours",
    "DAY_OF_REST": "offices rest",
    "DIGEST": "it comes with others in one message",
    "POOR": "poor",
    "NEAR_POOR": "near poor",
    "DISASTER_AFFECTED": "hit by disaster",
    "MERIT_PERSON": "person of merit",
    "MERIT_PEOPLE": "programme for people of merit",
    "NTP_POVERTY": "national poverty programme",
    "NTP_ETHNIC": "national programme for ethnic areas",
    "CAMPAIGN": "the housing campaign",
    "BUDGET": "the budget",
    "FUND_FOR_THE_POOR": "the Fund for the Poor",
    "SPONSOR": "sponsors",
    "COMMUNITY": "the community",
    "LOW": "minor",
    "MEDIUM": "moderate",
    "HIGH": "grave",
    "EXCELLENT": "excellent",
    "GOOD": "good",
    "COMPLETED": "completed its task",
    "NOT_COMPLETED": "did not complete its task",
    "DISCIPLINARY_CASE": "a disciplinary case",
    "INVESTIGATION": "an investigation",
    "INSPECTION": "an inspection",
    "COMPLAINT": "a complaint",
    "PRESS_REPORT": "a press report",
    "NO_WRONGDOING": "no wrongdoing",
    "WRONGDOING": "wrongdoing",
    "AGENCY": "agency",
    "PROVINCE": "province",
    "PRIME_MINISTER": "Prime Minister",
    "PRESIDENT": "President",
    "SUBMISSION_LETTER": "letter of submission",
    "ACHIEVEMENT_REPORT": "report of achievements",
    "MINUTES": "minutes",
    "CERTIFICATE": "certificate",
    "OTHER": "something else",
    "NO_OBJECTION": "no objection",
    "OBJECTION": "objection",
    "FALSE_DECLARATION": "false declaration",
    "FORGED_PAPERS": "forged papers",
    "UNLAWFUL_PROCEDURE": "unlawful procedure",
    "LATER_FINDING": "a later finding",
    "HOUSING": "housing",
    "FUNDS": "money and goods given",
    "AWARDS": "awards",
    "CONDUCT": "how officials work",
    "FEED": "our feeds",
    "PORTAL": "the province's portal",
    "GAZETTE": "the gazette",
    "BOARD": "the notice board",
    "CORRECTED": "corrected",
    "EXPLAINED": "explained",
    "NOT_A_FAULT": "not a fault",
    "inbox": "inbox",
    "email": "e-mail",
    ("eligible", True): "eligible",
    ("eligible", False): "not eligible",
    ("passed", True): "passed",
    ("passed", False): "not passed",
}
TELLING: Final = TellingWords(
    told=TOLD,
    values=VALUES,
    system="The system",
    person="person {id}",
    household="household {id}",
    feedback="feedback {id}",
    labour="{number} days of labour",
    things="goods",
    joined=", ",
    role_told={
        "unit": "The unit",
        "verifier": "A verifier",
        "secretary": "The secretary",
        "council": "A council member",
        "authority": "The deciding authority",
        "publisher": "The publisher",
        "auditor": "An auditor",
        "admin": "An administrator",
    },
)
THINGS: Final[dict[str, str]] = {
    "unit": "unit",
    "person": "person",
    "household": "household",
    "activity": "activity",
    "contribution": "contribution",
    "disbursement": "payment",
    "inspection": "inspection",
    "finding": "finding",
    "report": "report",
    "obstacle": "obstacle",
    "document": "document",
    "campaign": "campaign",
    "ruleset": "rule set",
    "nomination": "nomination",
    "sitting": "sitting",
    "decision": "decision",
    "reminder": "reminder",
    "access": "access",
    "quality": "doubt",
    "feedback": "feedback",
    "evidence": "evidence",
    "template": "template",
}
