"""The papers of an award through the real door: who may have which, what stands on them, how each is found again."""

from hashlib import sha256
from io import BytesIO

import httpx
import msgspec
import pytest
from docx import Document
from docx.oxml.ns import qn

from shared.core.events import BonusCalculated
from shared.papers.register import Entry, Told, content_of
from tests.examples import TODAY
from tests.integration.awards.story import AUTHORITY, MEMBERS, Story
from tests.integration.door.statements import open_event
from tests.waiting import wait_until

FIVE = ("to-trinh", "danh-sach", "bao-cao-thanh-tich", "bien-ban", "quyet-dinh")
CHAIR = "cb-chair"


@pytest.fixture
def decided(story: Story) -> Story:
    """A division that was given the office's commendation, with its bonus."""
    story.up_to_minutes()
    position = story.decide().json()["position"]
    wait_until(lambda: any(isinstance(fact.data, BonusCalculated) for _, fact, _ in story.awards.facts(story.campaign)))
    [(bonus, _, _)] = [one for one in story.awards.facts(story.campaign) if isinstance(one[1].data, BonusCalculated)]
    assert bonus > position
    story.nomination(after=bonus)
    return story


def paper(story: Story, kind: str, role: str = "secretary", who: str = "", **query: str) -> httpx.Response:
    return story.awards.read(f"/{story.campaign}/nominations/N-1/papers/{kind}.docx", role, who, **query)


def words(answer: httpx.Response) -> str:
    """Every paragraph of a DOCX, those in tables too."""
    assert answer.status_code == 200, answer.text
    body = Document(BytesIO(answer.content)).element.body
    return "\n".join("".join(text.text or "" for text in one.iter(qn("w:t"))) for one in body.iter(qn("w:p")))


def hash_on(answer: httpx.Response) -> str:
    return answer.headers["Link"].partition("/verify/")[2].partition(">")[0]


def verify(story: Story, paper_hash: str, **headers: str) -> httpx.Response:
    return story.awards.client.get(f"/verify/{paper_hash}", headers=headers)


def test_a_decided_nomination_has_its_five_papers(decided: Story) -> None:
    answers = {kind: paper(decided, kind) for kind in FIVE}

    texts = {kind: words(answer) for kind, answer in answers.items()}
    [flagged] = decided.awards.read(f"/{decided.campaign}/candidates", subject="hctc").json()["candidates"]
    evidence = flagged["evidence"]
    assert len(evidence) == 2
    assert all("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM" in text for text in texts.values())
    assert "Số: 88/TTr-HCTC" in texts["to-trinh"]
    assert "Phòng Hành chính - Tổ chức" in texts["danh-sach"]
    assert all(str(position) in texts["bao-cao-thanh-tich"] for position in evidence)
    assert "12/BB-HĐTĐKT" in texts["bien-ban"]
    assert "Bằng chữ: Một triệu bốn trăm mười nghìn đồng" in texts["quyet-dinh"]


def test_a_paper_stays_the_same_byte_for_byte_while_nothing_of_its_own_is_recorded(decided: Story) -> None:
    before = paper(decided, "to-trinh")

    decided.tell("award.conferred", {"decision_no": "231/QĐ-VP", "conferred_on": TODAY}, AUTHORITY)
    after = paper(decided, "to-trinh", after=str(decided.awards.facts(decided.campaign)[-1][0]))

    assert after.content == before.content
    assert after.headers["Repr-Digest"] == before.headers["Repr-Digest"]
    assert int(after.headers["X-Position"]) > int(before.headers["X-Position"])


def test_a_paper_can_be_had_as_of_a_moment_before_it_was_numbered(story: Story) -> None:
    opened = story.open()
    story.add_papers()
    submitted = story.submit()

    then, now = paper(story, "to-trinh", as_of=str(opened)), paper(story, "to-trinh", after=str(submitted))

    assert "88/TTr-HCTC" not in words(then)
    assert "88/TTr-HCTC" in words(now)
    assert verify(story, hash_on(then)).json()["newer"] == submitted
    assert verify(story, hash_on(now)).json()["newer"] is None


def test_the_hash_on_a_paper_is_that_of_its_canonical_content(decided: Story) -> None:
    answer = paper(decided, "quyet-dinh")

    [(position, fact, line)] = [
        one for one in decided.awards.facts(decided.campaign) if isinstance(one[1].data, BonusCalculated)
    ]
    entry = Entry("quyet-dinh", Told("decision", "231/QĐ-VP"))
    content = msgspec.json.encode(content_of(entry, fact.campaign, line, position=position), order="deterministic")
    assert verify(decided, hash_on(answer)).json()["position"] == position
    assert hash_on(answer) == sha256(content).hexdigest()
    assert f"SHA-256: {hash_on(answer)}" in _footer(answer)


@pytest.mark.parametrize(
    "copied", ["{}", "SHA-256: {} ", "https://thidua.example.vn/verify/{}", "{:.16}", "  {:.20}\n"]
)
def test_a_code_is_entered_as_it_was_copied_or_by_its_beginning(decided: Story, copied: str) -> None:
    paper_hash = hash_on(paper(decided, "quyet-dinh"))

    typed = copied.format(paper_hash).replace(paper_hash[:4], paper_hash[:4].upper())
    answer = decided.awards.client.get("/verify", params={"code": typed, "lang": "en"})
    page = decided.awards.client.get(answer.headers["Location"], headers={"Accept": "text/html"})

    assert answer.status_code == 303
    assert page.status_code == 200
    assert "This installation made this paper" in page.text
    assert paper_hash in page.text


@pytest.mark.parametrize("typed", ["12345", "231/QĐ-VP", "x" * 64, "0" * 65])
def test_what_is_no_code_is_given_back_with_what_a_code_is(decided: Story, typed: str) -> None:
    answer = decided.awards.client.get("/verify", params={"code": typed, "lang": "en"})

    assert answer.status_code == 400
    assert "at least the first 16 characters" in answer.text
    assert f'value="{typed}"' in answer.text


def test_a_code_of_no_award_paper_leads_on_to_the_register_of_reports(decided: Story) -> None:
    answer = decided.awards.client.get("/verify", params={"code": "f" * 16})

    assert (answer.status_code, answer.headers["Location"]) == (303, f"/tracking/verify/{'f' * 16}")


def test_anybody_learns_what_a_paper_is_and_no_subject_of_it(decided: Story) -> None:
    paper_hash = hash_on(paper(decided, "quyet-dinh"))

    told = verify(decided, paper_hash)
    page = verify(decided, paper_hash, Accept="text/html")

    answer = told.json()
    assert (answer["title"], answer["about"]) == ("Quyết định", {"kind": "decision", "id": "231/QĐ-VP"})
    assert (answer["subjects"], answer["annulled"], answer["newer"]) == (1, 0, None)
    assert page.headers["Content-Type"].startswith("text/html")
    assert "231/QĐ-VP" in page.text
    assert all("hctc" not in text and "Hành chính" not in text for text in (told.text, page.text))


def test_a_paper_says_when_its_award_was_annulled(decided: Story) -> None:
    paper_hash = hash_on(paper(decided, "quyet-dinh"))
    ground = {"ground": "FALSE_DECLARATION", "annulment_no": "9/QĐ-VP", "annulled_on": TODAY}
    subject = {"decision_no": "231/QĐ-VP", "subject_kind": "COLLECTIVE", "subject_id": "hctc"}

    position = decided.tell("award.annulled", subject | ground, AUTHORITY)
    decided.nomination(after=position)

    assert verify(decided, paper_hash).json()["annulled"] == 1
    english = {"Accept": "text/html", "Accept-Language": "en"}
    page = verify(decided, paper_hash, **english)
    assert "The award was annulled for so many of those it names: 1." in page.text


def test_a_hash_of_no_paper_is_not_found_in_words(decided: Story) -> None:
    answer, page = verify(decided, "0" * 64), verify(decided, "0" * 64, Accept="text/html")

    assert (answer.status_code, answer.json()["code"]) == (404, "no_such_paper")
    assert (page.status_code, "so từng ký tự" in page.text) == (404, True)


def test_names_stand_for_the_secretary_alone_and_go_with_an_erasure(story: Story) -> None:
    post: dict[str, object] = {
        "person_id": CHAIR,
        "name": "Nguyễn Văn Toàn",
        "unit_id": "vpubnd",
        "title": "Chánh Văn phòng",
    }
    post |= {"leader": True, "category": "OFFICIAL", "sex": "M", "from_on": "2024-01-01"}
    event = open_event("person.assigned", post, "registry")
    assert story.awards.tracking.post(event, "secretary").status_code in {200, 201}
    members = [{"person_id": one, "chair": one == CHAIR} for one in (CHAIR, *MEMBERS[1:])]
    story.open()
    story.tell("council.convened", {"sitting_id": "HD-1", "members": members, "held_on": TODAY})
    voted = str(story.vote())

    named, closed = paper(story, "bien-ban", after=voted), paper(story, "bien-ban", "council", "P-2")
    assert "Ông Nguyễn Văn Toàn, Chánh Văn phòng" in words(named)
    assert "Ông (mã cb-chair), Chánh Văn phòng" in words(closed)
    assert hash_on(named) == hash_on(closed)

    erasure = {"subject_kind": "INDIVIDUAL", "subject_id": CHAIR, "scope": "ALL", "basis": "Yêu cầu của người đó"}
    erased = story.awards.tracking.post(open_event("personal_data.erased", erasure, story.campaign), "admin")
    assert erased.status_code == 201, erased.text
    after = paper(story, "bien-ban", after=str(erased.json()["position"]))
    assert "Ông (đã xóa), Chánh Văn phòng" in words(after)
    assert hash_on(after) == hash_on(named)


@pytest.mark.parametrize(("role", "status"), [("secretary", 200), ("authority", 200), ("unit", 403), ("admin", 403)])
def test_papers_of_a_nomination_are_for_whoever_may_read_it(decided: Story, role: str, status: int) -> None:
    assert paper(decided, "to-trinh", role, "hctc" if role == "unit" else "").status_code == status


def test_a_decision_is_for_everybody_signed_in_and_the_list_with_it_is_not(decided: Story) -> None:
    path = f"/{decided.campaign}/decisions/231/QĐ-VP/papers"

    answers = [decided.awards.read(f"{path}/{kind}.docx", "unit", "hctc") for kind in ("quyet-dinh", "danh-sach")]

    assert [answer.status_code for answer in answers] == [200, 403]
    assert decided.awards.client.get(f"/awards/campaigns{path}/quyet-dinh.docx").status_code == 401


def test_a_paper_that_nothing_was_recorded_for_is_not_found(story: Story) -> None:
    story.nomination(after=story.open())

    answers = {kind: paper(story, kind).status_code for kind in FIVE}

    assert answers == {"to-trinh": 200, "danh-sach": 200, "bao-cao-thanh-tich": 200, "bien-ban": 404, "quyet-dinh": 404}
    assert story.awards.read(f"/{story.campaign}/decisions/D/papers/to-trinh.docx").status_code == 404
    assert story.awards.read(f"/{story.campaign}/nominations/N-1/papers/other.docx").status_code == 400


def test_the_statistics_of_a_year_count_the_award_and_bear_a_hash_too(decided: Story) -> None:
    path = f"/{decided.campaign}/statistics"

    own, state = (decided.awards.read(f"{path}/{form}.xlsx", "unit", "hctc", year="2025") for form in ("0603", "0602"))
    none = decided.awards.read(f"{path}/0603.xlsx", year="2031")

    assert (own.status_code, state.status_code, none.status_code) == (200, 200, 404)
    assert own.content[:2] == b"PK"
    assert verify(decided, hash_on(own)).json()["about"] == {"kind": "year", "id": "2025"}
    assert own.content == decided.awards.read(f"{path}/0603.xlsx", year="2025").content
    assert decided.awards.read(f"{path}/0603.xlsx").status_code == 400


def _footer(answer: httpx.Response) -> str:
    section = Document(BytesIO(answer.content)).sections[0]
    return "".join(section.first_page_footer._element.itertext())
