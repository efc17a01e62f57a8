"""The envelope and the catalogue: what a client may send, what stands in the log, and what makes two statements one."""

import re
from pathlib import Path

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.core.decider import fact_of
from shared.core.envelope import (
    STATEMENT_CLASSES,
    content_of,
    decode_commit,
    decode_fact,
    decode_statement,
    encode_fact,
    position_of,
)
from shared.core.events import CATALOGUE, OWNERS, Data
from shared.core.open_forms import OPEN_FORMS
from tests.unit.core.ledger import approved, command_of

GOLDEN = Path(__file__).parents[2] / "golden"
ATTRIBUTES = ("specversion", "id", "source", "type", "time", "campaign", "data")
JSON = dict[str, object]
TYPES = list(CATALOGUE.values())


# What a client sends open where the log holds it sealed.
OPEN: dict[str, JSON] = {
    "household.identified": {"person": {"name": "Bùi Văn A", "citizen_id": "0" * 12, "address": "Xóm Mới"}},
    "person.assigned": {"name": "Đinh Thị B"},
    "contribution.received": {"donor": {"kind": "INDIVIDUAL", "id": "P-0118", "name": "Hà Văn C"}},
    "feedback.received": {"said": {"text": "Mái nhà dột", "name": "Lò Thị D"}},
}


def fields(statement: JSON) -> JSON:
    """The data of a statement."""
    data = statement["data"]
    assert isinstance(data, dict)
    return data


def statement_of(short: str) -> JSON:
    """A statement as JSON: the golden fact of its type without what the server adds."""
    fact: JSON = msgspec.json.decode((GOLDEN / f"{short}.v1.json").read_bytes())
    statement = {name: fact[name] for name in ATTRIBUTES}
    return {**statement, "data": {**fields(statement), **OPEN.get(short, {})}}


REPORT, ACTIVITY = statement_of("report.submitted"), statement_of("activity.recorded")


def content(statement: JSON, **changes: object) -> bytes:
    """The content of a statement with some attributes changed."""
    return content_of(decode_statement(msgspec.json.encode({**statement, **changes})))


@pytest.mark.parametrize("cls", TYPES, ids=lambda cls: cls.short)
def test_a_statement_is_read_as_it_was_sent(cls: type[Data]) -> None:
    sent = statement_of(cls.short)

    statement = decode_statement(msgspec.json.encode(sent))

    assert type(statement) is STATEMENT_CLASSES[cls]
    assert type(statement.data) is OPEN_FORMS.get(cls, cls)
    again = msgspec.json.decode(msgspec.json.encode(statement))
    assert {name: again[name] for name in ATTRIBUTES} == sent


@pytest.mark.parametrize("cls", TYPES, ids=lambda cls: cls.short)
def test_an_unknown_field_of_the_data_is_refused(cls: type[Data]) -> None:
    sent = statement_of(cls.short)
    sent["data"] = {**fields(sent), "ghi_chu": "thừa"}

    with pytest.raises(msgspec.ValidationError, match=r"unknown field `ghi_chu` - at `\$.data`"):
        decode_statement(msgspec.json.encode(sent))


@pytest.mark.parametrize("cls", TYPES, ids=lambda cls: cls.short)
def test_a_missing_attribute_is_refused(cls: type[Data]) -> None:
    sent = statement_of(cls.short)
    for name in ATTRIBUTES:
        rest = {key: value for key, value in sent.items() if key != name}

        with pytest.raises(msgspec.ValidationError, match=f"missing required field `{name}`"):
            decode_statement(msgspec.json.encode(rest))


@pytest.mark.parametrize(
    "name", ["subject", "recordedat", "actor", "nonce", "contentmac", "dataschema", "partitionkey"]
)
def test_what_the_server_sets_and_what_nobody_knows_is_refused(name: str) -> None:
    sent = {**ACTIVITY, name: "activity/khac"}

    with pytest.raises(msgspec.ValidationError, match=f"unknown field `{name}`"):
        decode_statement(msgspec.json.encode(sent))


def test_an_unknown_type_is_refused() -> None:
    sent = {**ACTIVITY, "type": "vn.thidua.activity.recorded.v2"}

    with pytest.raises(msgspec.ValidationError, match="Invalid value"):
        decode_statement(msgspec.json.encode(sent))


def test_a_personal_fact_is_not_taken_in_its_sealed_form() -> None:
    sent = statement_of("household.identified")
    sent["data"] = {**fields(sent), "person": {"person_ref": "pr-1", "sealed": "v1.abc"}}

    with pytest.raises(msgspec.ValidationError, match=r"\$.data.person"):
        decode_statement(msgspec.json.encode(sent))


def test_tracing_is_no_part_of_the_content() -> None:
    traced = content(ACTIVITY, traceparent="00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01", tracestate="a=1")

    assert traced == content(ACTIVITY)


@pytest.mark.parametrize("name", ["id", "source", "time", "campaign"])
def test_every_other_attribute_is_part_of_the_content(name: str) -> None:
    changed = content(ACTIVITY, **{name: f"{ACTIVITY[name]}x"})

    assert changed != content(ACTIVITY)


def test_the_type_is_part_of_the_content() -> None:
    data = {"activity_id": "HCTC-2025-029", "reason": "Trùng"}
    withdrawn = {**ACTIVITY, "type": "vn.thidua.activity.withdrawn.v1", "data": data}

    disputed = content(withdrawn, type="vn.thidua.activity.disputed.v1")

    assert disputed != content(withdrawn)


@pytest.mark.parametrize("name", [name for name in fields(ACTIVITY) if name != "kind"])
def test_every_field_of_the_data_is_part_of_the_content(name: str) -> None:
    value = fields(ACTIVITY)[name]
    other: dict[type, object] = {str: f"{value}x"[-10:], float: 7.5, list: []}

    changed = content(ACTIVITY, data={**fields(ACTIVITY), name: other[type(value)]})

    assert changed != content(ACTIVITY)


@pytest.mark.parametrize(("one", "other"), [("1", "1.0"), ("12", "1.2e1"), ("0.5", "0.50"), ("0", "-0.0")])
def test_a_number_is_the_same_in_whatever_form_it_is_written(one: str, other: str) -> None:
    figures = {"hoạt động": msgspec.Raw(one.encode())}

    same = content(REPORT, data={**fields(REPORT), "figures": {"hoạt động": msgspec.Raw(other.encode())}})

    assert same == content(REPORT, data={**fields(REPORT), "figures": figures})


def test_a_number_in_a_campaign_is_the_same_in_whatever_form_it_is_written() -> None:
    launch = statement_of("campaign.launched")
    whole, broken = ({**fields(launch), "law": {"council": {"members": number}}} for number in (9, 9.0))

    assert content(launch, data=whole) == content(launch, data=broken)


def test_true_is_not_one() -> None:
    told = content(REPORT, data={**fields(REPORT), "figures": {"đạt": True}})

    assert told != content(REPORT, data={**fields(REPORT), "figures": {"đạt": 1}})


@given(st.permutations(list(fields(ACTIVITY))), st.permutations(ATTRIBUTES))
def test_the_order_of_names_is_no_part_of_the_content(inner: list[str], outer: list[str]) -> None:
    shuffled = {**ACTIVITY, "data": {name: fields(ACTIVITY)[name] for name in inner}}

    assert content({name: shuffled[name] for name in outer}) == content(ACTIVITY)


@given(st.text(min_size=1, max_size=40), st.floats(1e-6, 1e12), st.integers(1, 10**15))
def test_what_can_be_written_as_a_line_reads_back_the_same(text: str, quantity: float, money: int) -> None:
    command = command_of(approved(text, money), identity=f"{text}{quantity}")

    fact = fact_of(command, recorded_at=command.recorded_at, registry_at=0)

    line = encode_fact(fact)
    assert decode_fact(line) == fact
    assert decode_commit(b"\n".join([line, line])) == [fact, fact]
    assert b"\n" not in line


def test_a_fact_says_how_far_the_registry_was_known_and_what_caused_it() -> None:
    command = msgspec.structs.replace(
        command_of(approved("ho-0001"), identity="e-2"),
        correlation_id="e-0",
        causation_id="e-1",
        traceparent="00-a-b-01",
    )

    fact = fact_of(command, recorded_at="2025-05-14T01:00:00.500Z", registry_at=41_007)

    assert (fact.subject, fact.recordedat) == ("household/ho-0001", "2025-05-14T01:00:00.500Z")
    assert (fact.registryat, fact.correlationid, fact.causationid) == ("41007", "e-0", "e-1")
    assert fact.traceparent == "00-a-b-01"


def test_a_fact_without_a_cause_begins_its_own_correlation() -> None:
    command = command_of(approved("ho-0001"), identity="e-1")

    line = encode_fact(fact_of(command, recorded_at=command.recorded_at, registry_at=0))

    assert b'"correlationid":"e-1"' in line
    assert not re.search(rb"causationid|registryat|traceparent", line)


@pytest.mark.parametrize("cls", TYPES, ids=lambda cls: cls.short)
def test_every_event_is_entered_under_its_own_name_with_its_owner_and_first_id(cls: type[Data]) -> None:
    thing, _, verb = cls.short.partition(".")

    assert re.fullmatch(r"[a-z]+(_[a-z]+)*\.[a-z]+(_[a-z]+)*", cls.short)
    assert CATALOGUE[f"vn.thidua.{thing}.{verb}.v1"] is cls
    assert cls.wire == f"vn.thidua.{thing}.{verb}.v1"
    assert (cls.thing, cls.owner) == (thing, OWNERS[thing])
    assert cls.first_id in cls.__struct_fields__
    assert re.fullmatch(r"[A-Z][^\n]+\.", cls.__doc__ or ""), "One sentence that an auditor understands."


@pytest.mark.parametrize("cls", OPEN_FORMS, ids=lambda cls: cls.short)
def test_an_open_form_goes_by_the_name_of_what_is_stored(cls: type[Data]) -> None:
    form = OPEN_FORMS[cls]

    assert (form.wire, form.short, form.thing) == (cls.wire, cls.short, cls.thing)
    assert (form.owner, form.first_id) == (cls.owner, cls.first_id)
    assert form.__doc__


def test_sealed_words_may_be_longer_than_words() -> None:
    line = (GOLDEN / "person.assigned.v1.json").read_bytes()

    longer = re.sub(rb'"name":"v1[^"]+"', b'"name":"v1.' + b"x" * 32_000 + b'"', line)

    assert len(encode_fact(decode_fact(longer))) > 32_000


@pytest.mark.parametrize(("number", "place", "position"), [(1, 0, 1_000), (12_345, 7, 12_345_007), (2, 999, 2_999)])
def test_a_position_is_commit_and_place(number: int, place: int, position: int) -> None:
    assert position_of(number, place) == position
