"""Cards on paper: fonts of our own, texts that fit, colours that can be read, and edges where the sheet says."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QImage, QRawFont, QTransform

from storeassist.adapters import barcodes, pdf, pictures
from storeassist.features.cards import designs, faces, imposition, jobs_press, press, press_text, sheets
from storeassist.features.cards.records import BatchFacts
from storeassist.features.cards.records_print import Bleed, CardText, Layout, OfferWords, Side
from storeassist.features.cards.rules_print import colours, contrast
from storeassist.kernel.errors import UserError
from storeassist.kernel.jobs import Quiet
from tests.features.cards.pressed import SHOP, TARGET, WORDS, cards, dark_span, facts

PRECISION_MM = 0.3


def print_to(path: Path, batch: BatchFacts, many: int, layout: Layout) -> list[CardText]:
    made = cards(many)
    jobs_press.make_pdf(Quiet(), batch, made, layout, path, SHOP, WORDS)
    return made


def near(found: list[float], expected: float) -> bool:
    return any(abs(one - expected) <= PRECISION_MM for one in found)


# --- texts ----------------------------------------------------------------------------------------------------------


def test_the_fonts_lie_in_the_file_and_no_other_is_named(tmp_path: Path) -> None:
    path = tmp_path / "cards.pdf"
    print_to(path, facts(), 3, Layout("a4-10-90x54"))
    content = path.read_bytes()
    assert b"/FontFile2" in content
    names = {name.split(b"\n")[0].split(b" ")[0].split(b"/")[0] for name in content.split(b"/BaseFont /")[1:]}
    assert names
    assert all(b"StoreAssistCards" in name for name in names)


def test_a_sign_the_font_lacks_is_refused_by_name() -> None:
    with pytest.raises(UserError, match=r"“😀” cannot be printed\..*满减😀"):
        press.image(facts(fields={"title": "满减😀"}), cards(1)[0], WORDS, SHOP)


def test_a_sign_that_only_another_font_of_this_computer_has_is_refused_too() -> None:
    with pytest.raises(UserError, match="“𠮷” cannot be printed"):
        press.image(facts(), cards(1)[0], WORDS, "𠮷野家")


@pytest.mark.parametrize("bold", [False, True])
def test_dishes_and_names_beyond_the_usual_signs_can_be_printed(bold: bool) -> None:
    press_text.ready()
    raw = QRawFont.fromFont(press_text.font(9, bold))
    words = "盐焗鸡 饸饹面 煎饼馃子 犇羴鱻 㸆大虾 榅桲 鮨 囍 堃记 喆啡 燚 垚 珺 祎 朱镕 臺灣 Café ¥℃①"
    assert [sign for sign in words if not raw.supportsCharacter(ord(sign))] == []


def test_a_text_that_does_not_fit_at_six_points_is_refused_in_words() -> None:
    with pytest.raises(UserError, match="too long for its place") as refused:
        press.image(facts(fields={"note": "长" * 400}), cards(1)[0], WORDS, SHOP)
    assert refused.value.field == "fields"


def test_a_long_shop_name_in_the_column_is_refused_too() -> None:
    with pytest.raises(UserError, match="too long"):
        press.image(facts(), cards(1)[0], WORDS, "面" * 40)


def test_letters_become_smaller_before_a_headline_is_broken() -> None:
    press_text.ready()
    whole = press_text.fitted("满 58 减 8", (2500, 2000), 20, True, 2)
    broken = press_text.fitted("满 58 减 8 再送一份卤蛋", (2500, 2000), 20, True, 2)
    assert [len(whole.lines), len(broken.lines)] == [1, 2]
    assert whole.points < 20


def test_a_line_never_begins_with_a_comma_nor_ends_with_a_bracket() -> None:
    press_text.ready()
    for width in range(900, 2600, 60):
        text = "今天下雨，来店（二楼）喝汤。明天也来，好吗？"
        set_text = press_text.fitted(text, (width, 9000), 8, False, 30)
        assert not any(line[0] in "，。）？" or line[-1] == "（" for line, _wide in set_text.lines)
        assert "".join(line for line, _wide in set_text.lines) == text


def test_latin_words_stay_whole() -> None:
    press_text.ready()
    set_text = press_text.fitted("Show this code when you pay", (1500, 9000), 10, False, 9)
    assert " ".join(line for line, _wide in set_text.lines) == "Show this code when you pay"


# --- colours and logo -----------------------------------------------------------------------------------------------


def test_words_on_the_main_colour_and_in_it_can_be_read_whatever_it_is() -> None:
    design = designs.by_name("package-bar")
    for colour in (*design.choices, "#FFD23F", "#000000", "#7F7F7F", "#E409CA", "#757575"):
        roles = colours(design, colour)
        assert contrast(roles["on_accent"], roles["accent"]) >= 4.5
        assert contrast(roles["accent_ink"], roles["paper"]) >= 4.5


@pytest.mark.parametrize("colour", ["blue", "#12345", "#12345G", "1E4FA3 "])
def test_what_is_no_colour_is_refused(colour: str) -> None:
    with pytest.raises(UserError, match="not a colour"):
        press.image(facts(colour=colour), cards(1)[0], WORDS, SHOP)


def test_the_logo_stands_where_the_seal_would() -> None:
    logo = QImage(40, 20, QImage.Format.Format_RGB32)
    logo.fill(QColor("red"))
    png = _png(logo)
    picture = press.image(facts(logo=png), cards(1)[0], WORDS, SHOP, dpi=254)
    assert picture.pixelColor(88, 91) == QColor("red")
    with pytest.raises(UserError, match="logo"):
        press.image(facts(logo=b"nothing"), cards(1)[0], WORDS, SHOP)


def _png(image: QImage) -> bytes:
    from PySide6.QtCore import QBuffer, QByteArray, QIODevice

    content = QByteArray()
    buffer = QBuffer(content)
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    image.save(buffer, "PNG")
    return bytes(content.data())


def test_the_picture_for_sending_holds_the_code() -> None:
    card = cards(1)[0]
    picture = press.image(facts(), card, WORDS, SHOP)
    found = barcodes.read(pictures.open_picture(_png(picture)))
    assert [one.text for one in found] == [card.payload]
    assert (picture.width(), picture.height()) == (1063, 638)


def test_a_code_under_a_seal_is_read_surely() -> None:
    picture = press.image(facts("poster", target=TARGET), cards(1)[0], WORDS, SHOP, dpi=150)
    found = barcodes.read(pictures.degraded(pictures.open_picture(_png(picture)), 1, 1.5))
    assert [one.text for one in found] == [TARGET.text]


# --- places ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("shift", [(0.0, 0.0), (0.5, -0.3)])
@pytest.mark.parametrize("start", [1, 4])
def test_edges_codes_and_marks_are_where_the_sheet_says(tmp_path: Path, shift: tuple[float, float], start: int) -> None:
    path, dpi = tmp_path / "cards.pdf", 600
    layout = Layout("a4-10-90x54", start=start, bleed_mm=2, shift_x_mm=shift[0], shift_y_mm=shift[1])
    print_to(path, facts(), 3, layout)
    page = pdf.render(path, 0, dpi)
    x, y = shift
    row, column = divmod(start - 1, 2)
    left, top = 15 + column * 90 + x, 13.5 + row * 54 + y
    bar = dark_span(page, dpi, row_mm=top + 52)
    assert near(bar, left + 17.6)
    if column == 0:
        assert near(bar, left - 2)  # the bar reaches into the bleed
    for found in barcodes.read(page):
        where = found.corners[0][0] / dpi * 25.4 - x, found.corners[0][1] / dpi * 25.4 - y
        assert min(abs(where[0] - (15 + at * 90 + 61.4)) for at in (0, 1)) <= PRECISION_MM
        assert min(abs(where[1] - (13.5 + at * 54 + 8.6)) for at in range(5)) <= PRECISION_MM
    above = dark_span(page, dpi, row_mm=8 + y)
    below = dark_span(page, dpi, row_mm=297 - 8 + y)
    for edge in (15, 105, 195):
        assert near(above, edge + x)
        assert near(below, edge + x)
    beside = dark_span(page, dpi, column_mm=8 + x)
    assert all(near(beside, edge + y) for edge in (13.5, 67.5, 121.5, 175.5, 229.5, 283.5))


def test_marks_stay_away_from_the_bleed_and_are_left_out_where_nothing_is_cut() -> None:
    layout = Layout("a4-10-90x54", bleed_mm=3)
    for x1, y1, x2, y2 in imposition.crop_marks(sheets.by_name(layout.sheet), layout):
        assert max(y1, y2) <= 13.5 - 3 or min(y1, y2) >= 283.5 + 3 or max(x1, x2) <= 12 or min(x1, x2) >= 198
    assert imposition.crop_marks(sheets.by_name("a4-24-70x37"), Layout("a4-24-70x37")) == []
    assert imposition.crop_marks(sheets.by_name("a4-10-90x54"), Layout("a4-10-90x54", crop_marks=False)) == []


def test_backs_fall_behind_their_fronts_when_the_sheet_is_turned_over_its_long_edge() -> None:
    batch, made = facts(target=TARGET), cards(13)
    pages = imposition.imposed(batch, made, Layout("a4-10-90x54", start=2, duplex=True))
    assert [page.side for page in pages] == [Side.FRONT, Side.BACK, Side.FRONT, Side.BACK]
    for front, back in zip(pages[::2], pages[1::2], strict=True):
        for one, other in zip(front.cards, back.cards, strict=True):
            assert one.card == other.card
            assert one.box[0] == pytest.approx(210 - other.box[0] - other.box[2])
            assert one.box[1] == other.box[1]
            assert (one.bleed.left, one.bleed.right) == (other.bleed.right, other.bleed.left)


def test_a_card_with_one_code_has_no_back_to_print() -> None:
    assert len(imposition.imposed(facts(), cards(3), Layout("a4-10-90x54", duplex=True))) == 1


def test_colour_never_reaches_into_a_neighbour() -> None:
    for name in sheets.NAMES:
        sheet = sheets.by_name(name)
        design = next(one for one in designs.designs().values() if sheet in sheets.fitting(one))
        layout = Layout(name, bleed_mm=3)
        placed = imposition.imposed(facts(design.name), cards(sheet.places), layout)[0].cards
        width, height = sheet.page_size(design)
        for at, one in enumerate(placed):
            left, top, right, bottom = _with_bleed(one.box, one.bleed)
            assert min(left, top) >= -0.01
            assert right <= width + 0.01
            assert bottom <= height + 0.01
            for other in placed[:at]:
                others = _with_bleed(other.box, other.bleed)
                apart = (others[0] - right, left - others[2], others[1] - bottom, top - others[3])
                assert max(apart) >= -0.01, (name, one.box, other.box)


def _with_bleed(box: tuple[float, float, float, float], bleed: Bleed) -> tuple[float, float, float, float]:
    left, top, width, height = box
    return left - bleed.left, top - bleed.top, left + width + bleed.right, top + height + bleed.bottom


@pytest.mark.parametrize(
    ("layout", "field"),
    [
        (Layout("a5"), "sheet"),
        (Layout("a4-10-90x54", start=11), "start"),
        (Layout("a4-10-90x54", start=0), "start"),
        (Layout("a4-10-90x54", bleed_mm=-1), "bleed"),
        (Layout("a4-10-90x54", bleed_mm=9), "bleed"),
        (Layout("a4-10-90x54", shift_x_mm=50), "shift"),
    ],
)
def test_a_layout_that_cannot_be_printed_names_its_field(layout: Layout, field: str) -> None:
    with pytest.raises(UserError) as refused:
        imposition.imposed(facts(), cards(1), layout)
    assert refused.value.field == field


def test_a_roll_is_as_long_as_its_receipt() -> None:
    design = designs.by_name("receipt-80")
    sheet = sheets.by_name("roll-80")
    assert sheet.page_size(design) == (80, design.size[1] + 6)
    assert sheet.pages(5) == 5


def test_a_half_used_sheet_takes_a_page_more() -> None:
    sheet = sheets.by_name("a4-10-90x54")
    assert [sheet.pages(10), sheet.pages(10, 2), sheet.pages(0)] == [1, 2, 0]


def test_the_two_halves_of_a_table_tent_are_each_other_upside_down() -> None:
    design, batch = designs.by_name("table-tent"), facts("table-tent", target=TARGET)
    boxes = [box for _text, box in faces.codes_on(design, batch, cards(1)[0], Side.FRONT)]
    assert len(boxes) == 2
    assert boxes[1][1] == pytest.approx(210 - boxes[0][1] - boxes[0][3])
    picture = press.image(batch, cards(1)[0], WORDS, SHOP, dpi=100)
    coarse = picture.scaled(37, 52, mode=Qt.TransformationMode.SmoothTransformation)
    turned = coarse.transformed(QTransform().rotate(180))
    greys = [
        (QColor(coarse.pixel(x, y)).lightness(), QColor(turned.pixel(x, y)).lightness())
        for x in range(37)
        for y in range(52)
    ]
    assert max(abs(one - other) for one, other in greys) < 60


def test_both_ends_of_a_table_tent_reach_into_the_bleed(tmp_path: Path) -> None:
    path, dpi = tmp_path / "tent.pdf", 600
    print_to(path, facts("table-tent"), 1, Layout("a4-a5-cut", bleed_mm=3, crop_marks=False))
    column = dark_span(pdf.render(path, 0, dpi), dpi, column_mm=31 + 5)
    for edge in (43.5 - 3, 43.5 + 24, 43.5 + 186, 43.5 + 210 + 3):
        assert near(column, edge)


def test_a_shop_s_name_of_latin_letters_lies_on_its_side() -> None:
    upright = press.image(facts(), cards(1)[0], WORDS, "巷口面馆")
    for name in ("Noodle House", "Café Noir", "茶 Tea", ""):
        assert press.image(facts(), cards(1)[0], WORDS, name) != upright


def test_the_page_that_measures_a_printer_has_its_cross_where_it_says(tmp_path: Path) -> None:
    path, dpi = tmp_path / "test page.pdf", 600
    jobs_press.calibration_page(path)
    page = pdf.render(path, 0, dpi)
    assert near(dark_span(page, dpi, row_mm=14), 20)
    assert near(dark_span(page, dpi, column_mm=14), 20)


def test_an_offer_without_words_prints_a_card_without_a_headline() -> None:
    assert not press.image(facts(), cards(1)[0], OfferWords(), SHOP).isNull()


def test_signs_that_cannot_be_seen_are_left_out() -> None:
    plain = press.image(facts(fields={"title": "满减☆"}, place="A"), cards(1)[0], WORDS, SHOP)
    for title in ("满\u200b减☆\ufe0f", "\ufeff满减\u2060☆", "满减☆\u200d"):
        assert press.image(facts(fields={"title": title}, place="A"), cards(1)[0], WORDS, f"\u200b{SHOP}") == plain
