"""Signed notes: the Go checksum database's published examples, and everything a forger might try on ours."""

import base64
from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.audit.domain.errors import KeyRefused, ProofRefused
from services.audit.domain.notes import (
    KeyKind,
    OpenedNote,
    Signature,
    SignerKey,
    VerifierKey,
    cosign,
    join_note,
    open_note,
    sign,
)

# From golang.org/x/mod/sumdb/note: its documentation and its tests.
PETER = VerifierKey.parse("PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW")
ENOCH = VerifierKey.parse("EnochRoot+af0cfe78+ATtqJ7zOtqQtYqOo0CpvDXNlMhV3HeJDpjrASKGLWdop")
PETER_SIGNS = SignerKey(
    "PeterNeumann", KeyKind.NOTE, base64.b64decode("AYEKFALVFGyNhPJEMzD1QIDr+Y7hfZx09iUvxdXHKDFz")[1:]
)
TEXT = "If you think cryptography is the answer to your problem,\nthen you don't know what your problem is.\n"
PETERS = "— PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n"
ENOCHS = "— EnochRoot rwz+eBzmZa0SO3NbfRGzPCpDckykFXSdeX+MNtCOXm2/5n2tiOHp+vAF1aGrQ5ovTG01oOTGwnWLox33WWd1RvMc+QQ=\n"

WITNESS = SignerKey("witness.example/w1", KeyKind.COSIGNATURE, b"w" * 32)
BODY = "log.example\n1\nbjQLnP+zepicpUTmu3gKLHiQHT+zNzh2hRGjBhevoB0=\n"
SEEN_AT = 1_747_215_000


def opens(note: bytes, *keys: VerifierKey) -> bool:
    try:
        open_note(note, keys)
    except ProofRefused:
        return False
    return True


def test_go_s_example_key_signs_go_s_example_note() -> None:
    note = join_note(TEXT, sign(TEXT, PETER_SIGNS))

    opened = open_note(note, [PETER])

    assert note == f"{TEXT}\n{PETERS}".encode()
    assert PETER_SIGNS.verifier() == PETER
    assert opened == OpenedNote(TEXT, (Signature(PETER, None),))


@pytest.mark.parametrize(
    "text",
    [
        "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW",
        "sum.golang.org+033de0ae+Ac4zctda0e5eza+HJyk9SxEdh+s3Ux18htTTAD8OuAn8",
        "remora.n621.de+da77ade7+BOvN63jn/bLvkieywe8R6UYAtVtNbZpXh34x7onlmtw2",
    ],
)
def test_a_published_key_is_read_and_printed_back(text: str) -> None:
    key = VerifierKey.parse(text)

    assert str(key) == text


def test_no_part_of_a_key_is_a_key() -> None:
    whole = str(PETER)
    parts = [whole[begin:end] for begin, end in combinations(range(len(whole) + 1), 2)]

    refused = 0
    for part in parts:
        try:
            VerifierKey.parse(part)
        except KeyRefused:
            refused += 1

    assert refused == len(parts) - 1


def test_a_key_with_any_character_changed_is_no_key() -> None:
    whole = str(PETER)

    for at, character in enumerate(whole):
        with pytest.raises(KeyRefused):
            VerifierKey.parse(whole[:at] + chr(ord(character) + 1) + whole[at + 1 :])


@pytest.mark.parametrize(
    "text",
    [
        "PeterNeumann+cc469956+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TWBADKEY==",  # too long, its id adjusted
        "PeterNeumann+173116ae+ZRpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW",  # unknown type, its id adjusted
        "PeterNeumann+C74F20A3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW",
        "Peter Neumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW",
        "bananas.sigstore.dev+12344556",
        "rekor.sigstore.dev+12345678+THIS_IS_NOT_BASE64!",
        "rekor.sigstore.dev+12345678+AwEB",
        "name+00000000+",
    ],
)
def test_a_malformed_key_is_refused(text: str) -> None:
    with pytest.raises(KeyRefused):
        VerifierKey.parse(text)


@pytest.mark.parametrize("name", ["", "two words", "a+b", "tab\t", "non\u00a0breaking", "bell\a"])
def test_a_name_that_could_not_be_read_back_is_refused(name: str) -> None:
    with pytest.raises(KeyRefused):
        SignerKey(name, KeyKind.NOTE, bytes(32))


def test_a_private_key_is_not_shown_by_accident() -> None:
    shown = repr(SignerKey("log.example", KeyKind.NOTE, b"secret" + bytes(26)))

    assert "secret" not in shown


def test_a_note_shows_the_good_signatures_of_known_keys_in_its_order() -> None:
    note = f"{TEXT}\n{PETERS}{ENOCHS}".encode()

    both, one = open_note(note, [ENOCH, PETER]), open_note(note, [ENOCH])

    assert both.signatures == (Signature(PETER, None), Signature(ENOCH, None))
    assert one.signatures == (Signature(ENOCH, None),)


@pytest.mark.parametrize(
    "note",
    [
        TEXT,
        TEXT + "\n",
        f"{TEXT}{PETERS}",
        f"{TEXT}\n{PETERS[:-1]}",
        f"{TEXT}\n{PETERS}{ENOCHS[:-1]}",
        f"{TEXT}\n{PETERS[2:]}",
        f"\x01{TEXT}\n{PETERS}",
        f"{TEXT}\t\n{PETERS}",
        f"{TEXT}\n{PETERS}Unexpected line.\n",
        f"{TEXT}\n{PETERS}\n",
        f"{TEXT}\n\n",
        f"{TEXT}\n— Bad Name x08go/ZJkuBS9UG/SffcvIAQxVBtiFup\n{PETERS}",
        f"{TEXT}\n— NoSignature \n{PETERS}",
        f"{TEXT}\n— OnlyAnId x08gow==\n{PETERS}",
        f"{TEXT}\n— a+b x08go/ZJ\n{PETERS}",
        f"{TEXT}\n- Hyphen x08go/ZJ\n{PETERS}",
        f"{TEXT}\n{PETERS[:60]}ABCD{PETERS[60:]}",
        f"{TEXT}\n{PETERS * 101}",
        f"{TEXT}\n{ENOCHS}",
    ],
)
def test_a_malformed_or_unsigned_note_is_refused(note: str) -> None:
    with pytest.raises(ProofRefused):
        open_note(note.encode(), [PETER])


def test_a_text_with_control_characters_is_refused_though_it_is_signed() -> None:
    text = "tab\t\n"

    note = join_note(text, PETER_SIGNS.line(text.encode()))

    assert not opens(note, PETER)


def test_a_cosignature_of_a_time_out_of_range_is_refused_though_it_is_signed() -> None:
    at = 2**63

    line = WITNESS.line(f"cosignature/v1\ntime {at}\n{BODY}".encode(), at.to_bytes(8, "big"))

    assert not opens(join_note(BODY, line), WITNESS.verifier())


def test_a_note_that_is_not_utf_8_is_refused() -> None:
    with pytest.raises(ProofRefused):
        open_note(b"\xff" + f"{TEXT}\n{PETERS}".encode(), [PETER])


def test_a_hundred_signatures_are_still_read() -> None:
    opened = open_note(f"{TEXT}\n{ENOCHS * 99}{PETERS}".encode(), [PETER])

    assert opened.signatures == (Signature(PETER, None),)


def test_a_second_and_bad_signature_of_a_known_key_spoils_the_note() -> None:
    forged = PETERS.replace("x08go/ZJ", "x08go/ZK")

    assert not opens(f"{TEXT}\n{PETERS}{forged}".encode(), PETER)
    assert opens(f"{TEXT}\n{ENOCHS}{forged}".encode(), ENOCH)


def test_a_text_may_hold_blank_lines() -> None:
    text = "one\n\n\ntwo\n"

    opened = open_note(join_note(text, sign(text, PETER_SIGNS)), [PETER])

    assert opened.text == text


@pytest.mark.parametrize("text", ["", "no end", "tab\t\n", "nul\0\n"])
def test_a_text_that_could_not_be_opened_is_not_signed(text: str) -> None:
    with pytest.raises(ProofRefused):
        sign(text, PETER_SIGNS)


def test_a_cosignature_says_when_it_was_given() -> None:
    note = join_note(BODY, cosign(BODY, WITNESS, at=SEEN_AT))

    opened = open_note(note, [WITNESS.verifier()])

    assert opened.signatures == (Signature(WITNESS.verifier(), SEEN_AT),)


def test_a_cosignature_signs_what_the_specification_says() -> None:
    message = f"cosignature/v1\ntime {SEEN_AT}\n{BODY}"
    plain = SignerKey(WITNESS.name, KeyKind.NOTE, WITNESS.seed)

    ours = base64.b64decode(cosign(BODY, WITNESS, at=SEEN_AT).split(" ")[2])

    signature = base64.b64decode(sign(message, plain).split(" ")[2])[4:]
    assert ours == WITNESS.verifier().key_id + SEEN_AT.to_bytes(8, "big") + signature


def test_a_cosignature_cannot_be_dated_otherwise() -> None:
    _, name, material = cosign(BODY, WITNESS, at=SEEN_AT).split(" ")
    content = base64.b64decode(material)

    dated = content[:4] + (SEEN_AT - 1).to_bytes(8, "big") + content[12:]

    assert not opens(join_note(BODY, f"— {name} {base64.b64encode(dated).decode()}\n"), WITNESS.verifier())


def test_a_log_s_key_and_a_witness_s_key_do_not_stand_in_for_each_other() -> None:
    with pytest.raises(KeyRefused):
        sign(BODY, WITNESS)
    with pytest.raises(KeyRefused):
        cosign(BODY, PETER_SIGNS, at=SEEN_AT)


@pytest.mark.parametrize("at", [-1, 2**63])
def test_a_time_out_of_range_is_refused(at: int) -> None:
    with pytest.raises(ProofRefused):
        cosign(BODY, WITNESS, at=at)


def test_every_changed_bit_of_a_note_is_refused() -> None:
    note = join_note(BODY, cosign(BODY, WITNESS, at=SEEN_AT))

    changed = [
        note[:at] + bytes((note[at] ^ 1 << bit,)) + note[at + 1 :] for at in range(len(note)) for bit in range(8)
    ]

    assert opens(note, WITNESS.verifier())
    assert not any(opens(each, WITNESS.verifier()) for each in changed)


def test_a_note_with_a_byte_more_or_less_is_refused() -> None:
    note = join_note(BODY, cosign(BODY, WITNESS, at=SEEN_AT))

    less = [note[:at] + note[at + 1 :] for at in range(len(note))]
    more = [note[:at] + note[at : at + 1] + note[at:] for at in range(len(note))]

    assert not any(opens(each, WITNESS.verifier()) for each in [*less, *more])


LINES = st.text(st.characters(exclude_categories=["Cc", "Cs"]), max_size=20)


@given(st.lists(LINES, max_size=5), st.binary(min_size=32, max_size=32))
def test_whatever_is_signed_is_opened(lines: list[str], seed: bytes) -> None:
    text, signer = "".join(f"{line}\n" for line in lines) or "\n", SignerKey("người-ký.example", KeyKind.NOTE, seed)

    opened = open_note(join_note(text, sign(text, signer)), [signer.verifier()])

    assert opened == OpenedNote(text, (Signature(signer.verifier(), None),))
    assert VerifierKey.parse(str(signer.verifier())) == signer.verifier()
