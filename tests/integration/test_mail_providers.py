"""Two mail servers, of which one may fail, and recipients who are only played, whose letters never leave."""

import asyncio
from collections.abc import Sequence
from email import message_from_bytes, policy
from pathlib import Path

import pytest

from services.notify.ports import AnswerLost, Away, Undelivered
from services.notify.senders.captured import CapturedMail
from services.notify.senders.email import BadSmtpUrl, EmailSender, mail_servers
from services.notify.senders.preferred import FIRST_SECONDS, Preferred
from shared.core.errors import Fate
from tests.integration.mail_server import MailServerHere
from tests.integration.test_email import ADDRESS, NAME, NO_WAY_OUT, notice

PLAYED = "doi-vien@phong-trao.invalid"


class Clock:
    now = 0.0

    def __call__(self) -> float:
        return self.now


def start() -> tuple[MailServerHere, MailServerHere]:
    return MailServerHere(), MailServerHere()


async def sent(sender: Preferred | EmailSender, addresses: Sequence[str] = (ADDRESS,)) -> Undelivered | None:
    try:
        await sender.send(notice(), addresses, name=NAME)
    except Undelivered as undelivered:
        return undelivered
    return None


def taken(*servers: MailServerHere) -> list[int]:
    return [len(server.mailbox.envelopes) for server in servers]


def providers(folder: Path, clock: Clock, *servers: MailServerHere) -> Preferred:
    urls = ",".join(server.url() for server in servers)
    captured = CapturedMail(folder / "captured")
    return Preferred(
        [EmailSender(server, captured=captured, way_out=NO_WAY_OUT) for server in mail_servers(urls)], now=clock
    )


def test_while_the_first_fails_the_second_is_tried_first_and_then_the_first_again(tmp_path: Path) -> None:
    first, second = start()
    clock = Clock()

    async def story() -> list[list[int]]:
        sender = providers(tmp_path, clock, first, second)
        counts = []
        assert await sent(sender) is None
        counts.append(taken(first, second))
        first.stop()  # and closes what was open
        assert await sent(sender) is None
        counts.append(taken(first, second))
        again = MailServerHere(port=first.port)  # it is back, and is not asked yet
        assert await sent(sender) is None
        counts.append(taken(again, second))
        clock.now += FIRST_SECONDS
        assert await sent(sender) is None
        counts.append(taken(again, second))
        await sender.end()
        again.stop()
        return counts

    assert asyncio.run(story()) == [[1, 0], [1, 1], [0, 2], [1, 2]]
    second.stop()


def test_when_none_can_be_used_it_is_put_off_and_both_are_asked_again(tmp_path: Path) -> None:
    first, second = start()
    clock = Clock()
    first.stop()
    second.stop()

    async def story() -> list[Undelivered | None]:
        sender = providers(tmp_path, clock, first, second)
        found = [await sent(sender), await sent(sender)]
        await sender.end()
        return found

    assert [type(one) for one in asyncio.run(story())] == [Away, Away]


def test_what_a_server_says_of_the_letter_is_not_asked_of_another(tmp_path: Path) -> None:
    first, second = start()
    first.mailbox.to_message = ["550 5.7.1 not wanted", "450 4.2.0 later"]

    async def story() -> list[Undelivered | None]:
        sender = providers(tmp_path, Clock(), first, second)
        found = [await sent(sender), await sent(sender)]
        await sender.end()
        return found

    found = asyncio.run(story())
    first.stop()
    second.stop()
    assert [one.fate for one in found if one] == [Fate.NEVER, Fate.LATER]
    assert taken(first, second) == [0, 0]


def test_what_may_have_been_taken_goes_to_no_other_in_the_same_attempt() -> None:
    class Lost:
        asked = 0

        async def send(self, *_: object, name: str) -> None:
            self.asked += 1
            raise AnswerLost(name, fate=Fate.LATER)

        async def end(self) -> None:
            """Nothing is open."""

    first, second = Lost(), Lost()

    async def story() -> None:
        sender = Preferred([first, second], now=Clock())
        assert isinstance(await sent(sender), AnswerLost)
        assert (first.asked, second.asked) == (1, 0)
        assert isinstance(await sent(sender), AnswerLost)
        assert (first.asked, second.asked) == (1, 1)

    asyncio.run(story())


@pytest.mark.parametrize("addresses", [(PLAYED,), (ADDRESS, PLAYED), (ADDRESS,)], ids=["played", "both", "people"])
def test_whoever_is_only_played_is_written_to_in_a_file_and_nowhere_else(
    tmp_path: Path, addresses: tuple[str, ...]
) -> None:
    server = MailServerHere()

    async def story() -> None:
        sender = providers(tmp_path, Clock(), server)
        assert await sent(sender, addresses) is None
        assert await sent(sender, addresses) is None
        await sender.end()

    asyncio.run(story())
    server.stop()
    kept = list(tmp_path.glob("captured/*"))
    reached = {address for envelope in server.mailbox.envelopes for address in envelope.rcpt_tos}
    assert reached == {one for one in addresses if one != PLAYED}
    assert [path.name for path in kept] == ([f"{notice().delivery_id}.eml"] if PLAYED in addresses else [])
    for path in kept:
        letter = message_from_bytes(path.read_bytes(), policy=policy.default)
        assert letter["Subject"].startswith("Cần xem xét để bình xét")


@pytest.mark.parametrize("address", [PLAYED, PLAYED.upper(), f"{PLAYED}."])
def test_however_it_is_written_nobody_who_is_played_is_reached(tmp_path: Path, address: str) -> None:
    server = MailServerHere()

    async def story() -> None:
        sender = providers(tmp_path, Clock(), server)
        await sent(sender, (address,))
        await sender.end()

    asyncio.run(story())
    server.stop()
    assert server.mailbox.envelopes == []


def test_several_servers_are_parted_by_commas_and_one_that_is_wrong_is_said() -> None:
    servers = mail_servers("smtp://one.example.vn, smtps://u:p%2Cq@two.example.vn:2465")

    assert [(one.host, one.port, one.password) for one in servers] == [
        ("one.example.vn", 25, ""),
        ("two.example.vn", 2465, "p,q"),
    ]
    with pytest.raises(BadSmtpUrl):
        mail_servers("smtp://one.example.vn,two.example.vn")
