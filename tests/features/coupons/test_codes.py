"""A code is read in either form however it was typed, and no wrong one is ever taken."""

from __future__ import annotations

import re
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from storeassist.features.coupons import codes
from storeassist.features.coupons.records import Reason

KEY, OTHER_KEY = bytes(range(32)), bytes(32)
CODES = st.integers(0, 2**codes.CODE_BITS - 1)
SIGNS = "0123456789ABCDEFGHJKLMNPQRTUVWXY"


def why(text: str) -> Reason:
    with pytest.raises(codes.Unreadable) as refused:
        codes.read(text, KEY)
    return refused.value.reason


@given(CODES)
def test_both_forms_say_the_same_code(code: int) -> None:
    assert codes.read(codes.short(code), KEY) == code
    assert codes.read(codes.payload(code, KEY), KEY) == code


def test_the_forms_look_as_printed() -> None:
    assert re.fullmatch(r"[0-9A-HJ-NP-RT-Y]{4}(-[0-9A-HJ-NP-RT-Y]{4}){2}", codes.short(2**45 - 1))
    assert re.fullmatch(r"\d{37}", codes.payload(0, KEY))


@given(CODES)
def test_typing_is_forgiven(code: int) -> None:
    short, payload = codes.short(code), codes.payload(code, KEY)
    wide = "".join(chr(ord(c) + 0xFEE0) for c in short)
    mistaken = short.translate(str.maketrans("0152", "OISZ"))
    for typed in (short.lower(), short.replace("-", ""), f" {short}\r\n", f"\t{short.replace('-', ' ')}", wide,
                  wide.lower() if wide.isascii() else wide, mistaken, mistaken.lower(), payload + "\r", f"　{payload}\t",
                  "".join(chr(ord(c) + 0xFEE0) for c in payload)):  # fmt: skip
        assert codes.read(typed, KEY) == code


@pytest.mark.parametrize("seed", range(20))
def test_every_single_wrong_sign_and_every_swap_of_neighbours_is_refused(seed: int) -> None:
    code = Random(seed).getrandbits(codes.CODE_BITS)
    short, payload = codes.short(code).replace("-", ""), codes.payload(code, KEY)
    for text, signs in ((short, SIGNS), (payload, "0123456789")):
        wrong = [text[:at] + sign + text[at + 1 :] for at in range(len(text)) for sign in signs if sign != text[at]]
        wrong += [
            text[:at] + text[at + 1] + text[at] + text[at + 2 :]
            for at in range(len(text) - 1)
            if text[at] != text[at + 1]
        ]
        assert {why(one) for one in wrong} == {Reason.MISTYPED}


@given(CODES, st.permutations([0, 1, 2]))
def test_blocks_cannot_change_places(code: int, order: list[int]) -> None:
    blocks = codes.short(code).split("-")
    moved = [blocks[at] for at in order]
    if order != [0, 1, 2]:
        assert why("-".join(moved)) is Reason.MISTYPED


@given(CODES)
def test_a_code_signed_with_another_key_is_forged(code: int) -> None:
    assert why(codes.payload(code, OTHER_KEY)) is Reason.FORGED


def test_a_whole_looking_payload_that_nobody_signed_is_forged() -> None:
    body = "1" + "35184372088832" + "0" * 20
    assert why(body + f"{98 - int(body) * 100 % 97:02}") is Reason.FORGED


def test_ten_thousand_wrong_texts_are_refused() -> None:
    random = Random(4)
    short, payload = codes.short(123456789), codes.payload(123456789, KEY)
    wild = [chr(n) for n in (*range(33), 127, 0x202E, 0x200B, 0xFEFF, 0x661, 0x131, 0x17F, 0x1F600, 0xD800)]

    def spoilt() -> str:
        match random.randrange(8):
            case 0:
                return "".join(random.choices("0123456789", k=random.choice((12, 36, 37, 38, 5000))))
            case 1:
                return "".join(random.choices(SIGNS, k=12))
            case 2:
                return random.choice((short, payload))[: random.randrange(12)]
            case 3:
                return payload + "".join(random.choices("0123456789", k=random.randrange(1, 300)))
            case 4:
                at = random.randrange(len(payload))
                return payload[:at] + random.choice(wild[10:]).replace(" ", "x") + payload[at:] + "7"
            case 5:
                return "https://example.com/" + payload
            case 6:
                return "".join(random.choices([*wild, *"0123456789"], k=random.randrange(60)))
            case _:
                one, other = sorted(random.sample(range(len(payload)), 2))
                swapped = list(payload)
                swapped[one], swapped[other] = swapped[other], str((int(swapped[one]) + 1) % 10)
                return "".join(swapped)

    for _ in range(10_000):
        text = spoilt()
        if text.strip() not in (payload, short):
            assert why(text) in (Reason.UNKNOWN, Reason.MISTYPED, Reason.FORGED)


@pytest.mark.parametrize(
    "text", ["", " ", "--", "牛肉面", "http://a.cn/?c=7K3M", "weixin://dl", "6901234567892123456x", "\x00"]
)
def test_what_is_no_code_at_all_is_unknown(text: str) -> None:
    assert why(text) is Reason.UNKNOWN


@pytest.mark.parametrize("cut", [1, 2, 20])
def test_a_damaged_code_is_mistyped(cut: int) -> None:
    assert why(codes.payload(7, KEY)[:-cut]) is Reason.MISTYPED
    assert why(codes.payload(7, KEY) + "1" * cut) is Reason.MISTYPED


def test_a_beginning_bounds_the_codes_that_have_it() -> None:
    for code in (0, 123_456_789_012, 2**45 - 1):
        short = codes.short(code)
        for length in range(1, len(short) + 1):
            bounds = codes.beginning(short[:length].lower())
            if short[:length].strip("-"):
                assert bounds is not None
                assert bounds[0] <= code <= bounds[1]
        assert codes.beginning(short) == (code, code)
    assert codes.beginning("7K30") is None or codes.beginning("7K31") is None
    assert codes.beginning("") is codes.beginning("http") is codes.beginning(short + "0") is None


def test_new_codes_differ() -> None:
    assert len(set(codes.new_codes(5_000))) == 5_000
