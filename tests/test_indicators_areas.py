"""Places in texts: which administrative unit of Vietnam each name means."""

import re
import time
from datetime import date
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from indicators.areas.lookup import AreaMention, Gazetteer, load_gazetteer
from indicators.areas.toponyms import key_of, load_units, toned
from indicators.figure import Area, AreaLevel
from indicators.words.phonetics import likeness, readings_of_text, skeleton_of_name, sound_of_name

LANGUAGES = ("vi", "en", "fr", "ar", "zh", "es", "ru", "de", "ja", "ko", "pt", "it", "id", "ms", "th", "lo", "km", "hi")


@pytest.fixture(scope="module")
def gazetteer() -> Gazetteer:
    """The shipped gazetteer."""
    return load_gazetteer()


def codes(mentions: tuple[AreaMention, ...]) -> list[str | None]:
    """The codes of mentions in text order."""
    return [mention.area.code for mention in mentions]


class TestUnits:
    """The list of units."""

    def test_both_divisions_are_there_with_their_dates(self) -> None:
        """63 provinces before July 2025 and 34 after; some 700 districts; some 10,000 and 3,321 communes."""
        units = load_units()
        for day, provinces, communes in ((date(2025, 6, 30), 63, 10_039), (date(2025, 7, 1), 34, 3_321)):
            standing = [unit for unit in units if unit.stands_on(day)]
            assert sum(unit.level is AreaLevel.PROVINCE for unit in standing) == provinces
            assert abs(sum(unit.level is AreaLevel.COMMUNE for unit in standing) - communes) < 20
        assert sum(unit.level is AreaLevel.DISTRICT for unit in units) == 696

    def test_codes_are_unique_and_every_parent_is_there(self) -> None:
        """No code stands for two units, and each unit lies in a unit of the list."""
        units = load_units()
        known = {unit.code for unit in units}
        assert len(known) == len(units)
        assert all(unit.parent in known for unit in units if unit.code != "VN")

    def test_what_became_what_names_units_of_after(self) -> None:
        """Every successor is in the list and stands after the change."""
        units = {unit.code: unit for unit in load_units()}
        assert all(units[code].stands_on(date(2025, 7, 1)) for unit in units.values() for code in unit.became)

    def test_codes_give_areas_and_their_parents(self, gazetteer: Gazetteer) -> None:
        """From a commune up to the nation; unknown codes give nothing."""
        assert gazetteer.get("VN") == Area("Việt Nam", "VN", AreaLevel.NATION)
        assert [area.name for area in gazetteer.parents("vn.14.125.04132")] == ["Mai Sơn", "Sơn La", "Việt Nam"]
        province = gazetteer.province_of("vn.14.125.04132")
        assert province is not None
        assert province.code == "vn.14"
        assert gazetteer.province_of("VN") is None
        assert (gazetteer.get("vn.00"), gazetteer.parents("vn.00"), gazetteer.became("vn.00")) == (None, (), ())

    def test_a_merged_province_became_the_new_one(self, gazetteer: Gazetteer) -> None:
        """Quảng Bình and Quảng Trị became one; Điện Biên stayed and kept its code."""
        assert [area.code for area in gazetteer.became("vn.44")] == ["vn.2025.44"]
        assert gazetteer.became("vn.11") == ()


class TestFind:
    """Names in texts."""

    @pytest.mark.parametrize(
        ("language", "text", "code"),
        [
            ("vi", "Tại huyện Mai Sơn, vốn đã đến tay người dân.", "vn.14.125"),
            ("vi", "Thị xã Duy Tiên tổ chức họp.", "vn.35.349"),
            ("en", "In Duy Tien town, loans reached the poor.", "vn.35.349"),
            ("en", "the province of Tuyen Quang", "vn.08"),
            ("fr", "le district de Mai Son a mobilisé", "vn.14.125"),
            ("fr", "la province de Dien Bien", "vn.11"),
            ("es", "la provincia de Quang Tri", "vn.45"),
            ("pt", "a província de Ca Mau", "vn.96"),
            ("it", "la provincia di Nghe An", "vn.40"),
            ("de", "in der Provinz Thai Binh", "vn.34"),
            ("id", "Provinsi Ca Mau", "vn.96"),
            ("ms", "daerah Quynh Phu", "vn.34.338"),
            ("ru", "в провинции Туенкуанг", "vn.08"),
            ("ar", "في مقاطعة توين كوانغ", "vn.08"),
            ("ar", "في بلدة دوي تيان", "vn.35.349"),
            ("ar", "وافقت اللجنة الشعبية لمنطقة باك ين (مقاطعة سون لا)", "vn.14.121"),
            ("zh", "宣光省政策性信贷", "vn.08"),
            ("zh", "越南廣治省", "vn.45"),
            ("zh", "山罗省梅山县", "vn.14.125"),
            ("ja", "トゥエンクアン省", "vn.08"),
            ("ko", "뚜옌꽝성 사회정책은행", "vn.08"),
            ("th", "ที่จังหวัดกว๋างจิ", "vn.45"),
            ("lo", "ແຂວງກວາງຈິ", "vn.45"),
            ("km", "ខេត្តសុកត្រាំង", "vn.94"),
            ("hi", "जिया लाई प्रांत में", "vn.64"),
            ("th", "ธนาคารจังหวัดท้ายเงวียนรายงานว่า", "vn.19"),
            ("th", "จังหวัดฮึงเอียน", "vn.33"),
            ("th", "อำเภอมี้ดึ๊ก กรุงฮานอย", "vn.01.282"),
            ("lo", "ແຂວງ ຮ່າຢາງ ໄດ້ປ່ອຍກູ້", "vn.02"),
            ("lo", "ຢູ່ແຂວງລາຍເຈົາ", "vn.12"),
            ("km", "ស្រុក ហ្គោក្វាវ ខេត្ត កៀងយ៉ាង", "vn.91.907"),
            ("km", "ខេត្តប៊ិញយឿង", "vn.74"),
            ("hi", "थाई गुयेन प्रांत", "vn.19"),
        ],
    )
    def test_a_name_beside_its_kind_is_found(self, gazetteer: Gazetteer, language: str, text: str, code: str) -> None:
        """In each language a place named with its kind is found where it stands."""
        mentions = gazetteer.find(text, language)
        assert code in codes(mentions)
        assert all(text[mention.start : mention.end] == mention.raw for mention in mentions)

    @pytest.mark.parametrize(
        ("language", "text", "code"),
        [
            ("ar", "وجاءت هانوي في المقدمة", "vn.01"),
            ("ar", "تليها ثانه هوا ونغي آن", "vn.40"),
            ("ar", "وشهدت جيا لاي ودا نانغ نموا", "vn.48"),
            ("ar", "أما ها جيانغ فسجلت انخفاضا", "vn.02"),
            ("ar", "محافظة هو تشي منه", "vn.79"),
            ("ar", "منطقة باك ين. وفي فيينغ بان انخفضت النسبة", "vn.14.121.03859"),
            ("fr", "Le district de Bac Yen. À Hang Chu, 41 % des familles restent pauvres.", "vn.14.121.03862"),
            (
                "fr",
                "Des histoires, Ta Rut en connaît d'autres. Les familles de la commune empruntent.",
                "vn.45.467.19588",
            ),
        ],
    )
    def test_a_name_without_its_kind_is_found(self, gazetteer: Gazetteer, language: str, text: str, code: str) -> None:
        """Provinces anywhere by all of their sounds, smaller places where the text is about theirs or means one."""
        assert code in codes(gazetteer.find(text, language))

    @pytest.mark.parametrize(
        "text",
        [
            "بلغت 412 مليار دونغ، أي 3 مليارات دونغ في السنة",
            "وقال نائب المدير تران كوك هونغ إن الصف هو الوقت المناسب",
            "وقّعت فان ثي هوا على طلب قرض",
        ],
    )
    def test_sums_and_people_are_no_places(self, gazetteer: Gazetteer, text: str) -> None:
        """Currencies, names of people and words of grammar sound like provinces but name none."""
        assert gazetteer.find(text, "ar") == ()

    @pytest.mark.parametrize("written", ["Đắk Glong", "Đăk Glong", "Dak Glong", "Dac Glong", "Dak G'long"])
    def test_spellings_of_one_name(self, gazetteer: Gazetteer, written: str) -> None:
        """With, without and with other diacritics, c or k, apostrophe or not: one place, named in one way."""
        (mention,) = gazetteer.find(f"huyện {written}", "vi")
        assert mention.area == Area("Đắk Glong", "vn.67.661", AreaLevel.DISTRICT)

    @pytest.mark.parametrize(
        ("language", "text"),
        [
            ("vi", "Ông Nguyễn Hải Dương phát biểu."),
            ("vi", "Bà Mai và chị Hoa vay 50 triệu đồng."),
            ("vi", "phong trào thi đua yêu nước, giữ gìn hòa bình"),
            ("en", "Mr. Tran Binh Duong said May was dry."),
            ("fr", "Au mois de mai, la commune et le district se réunissent."),
            ("en", "16 communes in 5 districts"),
            ("de", "Im Mai sank die Quote."),
            ("th", "มี 3,321 ตำบล แขวง และเขตพิเศษ ซึ่งอำเภอได้รับมอบหมาย"),
            ("lo", "ເມືອງໄດ້ຮັບແຜນ ແລະ ແຂວງທີ່ຫຍຸ້ງຍາກ"),
            ("th", "จากเงินทุนนี้ แรงงาน 4,215 คนมีงานทำ"),
            ("km", "ស្រុកក៏បានឧបត្ថម្ភ និងឃុំដែលលំបាក"),
        ],
    )
    def test_people_and_words_are_no_places(self, gazetteer: Gazetteer, language: str, text: str) -> None:
        """Parts of people's names, months and counted communes are not taken for places."""
        assert gazetteer.find(text, language) == ()

    def test_a_shared_commune_name_is_settled_by_the_province(self, gazetteer: Gazetteer) -> None:
        """An Ninh is a commune of many places; in an article about Quỳnh Phụ it is that district's."""
        text = "Huyện Quỳnh Phụ (tỉnh Thái Bình): xã An Ninh dẫn đầu."
        assert codes(gazetteer.find(text, "vi"))[-1] == "vn.34.338.12514"

    def test_a_shared_commune_name_alone_stays_open(self, gazetteer: Gazetteer) -> None:
        """Without anything to tell which, the name is given and the code is not."""
        (mention,) = gazetteer.find("xã Tân Thành", "vi")
        assert (mention.area.name, mention.area.code) == ("Tân Thành", None)

    def test_the_source_s_home_settles_what_the_text_leaves_open(self, gazetteer: Gazetteer) -> None:
        """The area that a source writes about counts as context."""
        (mention,) = gazetteer.find("xã An Ninh", "vi", home="vn.34.338")
        assert mention.area.code is not None
        assert mention.area.code.startswith("vn.34.338.")

    def test_a_found_name_is_found_again_without_its_kind(self, gazetteer: Gazetteer) -> None:
        """Named once with its kind, a district is known wherever its name recurs."""
        text = "Дакглонг помогает бедным\n\nВ уезде Дакглонг провинции Дакнонг"
        assert codes(gazetteer.find(text, "ru")) == ["vn.67.661", "vn.67.661", "vn.67"]

    def test_the_whole_district_is_the_one_written_about(self, gazetteer: Gazetteer) -> None:
        """Kind words without a name mean the article's own place."""
        text = "Huyện Mai Sơn họp. Xã Chiềng Mai dẫn đầu. Toàn huyện có 100 hộ."
        assert codes(gazetteer.find(text, "vi")) == ["vn.14.125", "vn.14.125.04132", "vn.14.125"]

    @pytest.mark.parametrize(
        ("language", "text"),
        [("vi", "trong cả nước"), ("en", "nationwide"), ("fr", "à l'échelle nationale"), ("zh", "全国")],
    )
    def test_the_nation_is_an_area(self, gazetteer: Gazetteer, language: str, text: str) -> None:
        """Words for the whole country give the nation."""
        assert codes(gazetteer.find(text, language)) == ["VN"]

    def test_the_day_of_publication_chooses_the_division(self, gazetteer: Gazetteer) -> None:
        """Before July 2025 the old province of that name, after it the new one."""
        for day, code in ((date(2025, 6, 30), "vn.45"), (date(2025, 7, 1), "vn.2025.44")):
            assert codes(gazetteer.find("tỉnh Quảng Trị", "vi", published=day)) == [code]

    def test_a_name_beside_its_kind_is_that_kind_throughout_the_text(self, gazetteer: Gazetteer) -> None:
        """A title that leaves the kind out means the commune that the text then speaks of."""
        found = gazetteer.find("Muong Ang: Die neue Berggemeinde Muong Ang (Provinz Dien Bien) wächst.", "de")
        assert codes(found) == ["vn.11.03256", "vn.11.03256", "vn.11"]

    def test_a_former_district_s_bare_name_is_a_commune_s_after_the_merger(self, gazetteer: Gazetteer) -> None:
        """Districts ended on 30 June 2025; communes took over many of their names."""
        for day, code in ((date(2025, 6, 30), "vn.40.422"), (date(2025, 7, 1), "vn.40.17254")):
            found = gazetteer.find("In der Provinz Nghe An: Con Cuong", "de", published=day)
            assert codes(found)[1] == code

    def test_the_original_in_brackets_names_the_place(self, gazetteer: Gazetteer) -> None:
        """Translations keep the Vietnamese name with its own kind word beside a transcription."""
        found = gazetteer.find("ザライ省コンクロ社（xã Kông Chro）では", "ja", published=date(2025, 11, 1))
        assert found[-1].area == Area("Kông Chro", "vn.2025.52.23824", AreaLevel.COMMUNE)

    def test_society_is_no_commune(self, gazetteer: Gazetteer) -> None:
        """Vietnamese "xã hội" begins with the word for a commune: "nhà ở xã hội", "toàn xã hội" name no place."""
        text = "Xã Trà Linh (Quảng Nam) vay vốn nhà ở xã hội. Toàn xã hội chung tay. Toàn xã có 410 hộ."
        assert codes(gazetteer.find(text, "vi")) == ["vn.49.516.20950", "vn.49", "vn.49.516.20950"]

    def test_an_unknown_language_still_finds_bare_provinces(self, gazetteer: Gazetteer) -> None:
        """A language that no file describes has no kind words; capitalised names are found all the same."""
        assert codes(gazetteer.find("Maakunta: Quang Tri", "fi")) == ["vn.45"]

    @settings(max_examples=60, deadline=None)
    @given(
        st.text(alphabet="tỉnhuyệxãĐắkGlo '.-\n(省县广治مقاطعةكوانغ성까마우จังหวัดกว๋าง1\u200b\u0301", max_size=120),
        st.sampled_from(LANGUAGES),
    )
    def test_any_text_gives_ordered_mentions_of_what_it_says(self, text: str, language: str) -> None:
        """Whatever comes in, mentions are in order, apart, and quote the text."""
        mentions = load_gazetteer().find(text, language)
        assert all(text[mention.start : mention.end] == mention.raw for mention in mentions)
        assert all(one.end <= two.start for one, two in pairwise(mentions))
        assert all(0 < mention.confidence <= 1 for mention in mentions)

    @pytest.mark.parametrize(
        ("language", "unit"),
        [("vi", "xã An Ninh, "), ("en", "Aa Bb Cc "), ("ar", "في مقاطعة كوانغ "), ("zh", "广治省"), ("vi", "A")],
    )
    def test_time_grows_with_the_text(self, gazetteer: Gazetteer, language: str, unit: str) -> None:
        """A hostile text of 200,000 characters takes seconds, not hours."""
        begun = time.perf_counter()
        gazetteer.find(unit * (200_000 // len(unit)), language)
        assert time.perf_counter() - begun < 30


class TestNames:
    """What spellings share."""

    def test_tones_may_stand_on_either_vowel(self) -> None:
        """Two ways of setting one tone are one name; two tones are two names."""
        assert toned("Hoà Bình") == toned("Hòa Bình")
        assert toned("Hòa Bình") != toned("Hóa Bình")

    def test_keys_forget_what_spellings_differ_in(self) -> None:
        """Diacritics, blanks, apostrophes, c and k, y and i."""
        assert key_of("Đắk Glong") == key_of("DAC G'LONG") == "dakglong"
        assert key_of("Chiềng Mai") == "chiengmai"

    @pytest.mark.parametrize(
        ("name", "written"),
        [
            ("Quảng Trị", "كوانغ تري"),
            ("Quảng Trị", "Куангчи"),
            ("Quảng Trị", "กว๋างจิ"),
            ("Tuyên Quang", "トゥエンクアン"),
            ("Trần Văn Thời", "쩐반터이"),
            ("Sóc Trăng", "សុកត្រាំង"),
            ("Kbang", "के-बांग"),
            ("Gò Quao", "ហ្គោក្វាវ"),
            ("Hải Dương", "หายเยือง"),
            ("Lạng Sơn", "หลั่งเซิน"),
            ("Kiên Giang", "កៀងយ៉ាង"),
            ("Lào Cai", "ລາວກາຍ"),
            ("Hà Nội", "हनोई"),
            ("Đà Nẵng", "دا نانغ"),
            ("Hà Giang", "ها جيانغ"),
            ("Đồng Tháp", "دونغ ثاب"),
        ],
    )
    def test_transliterations_keep_the_skeleton(self, name: str, written: str) -> None:
        """The consonants survive the script, and the sound is nearer to the name than to another's."""
        sounds = dict(readings_of_text(written))
        assert skeleton_of_name(name) in sounds
        sound = sounds[skeleton_of_name(name)]
        assert likeness(sound_of_name(name), sound) > likeness(sound_of_name("Bà Rịa"), sound)

    def test_every_language_has_its_words(self) -> None:
        """Each described language names provinces, districts, communes and the nation."""
        from indicators.areas.kinds import area_words

        for language in LANGUAGES:
            words = area_words(language)
            assert words is not None, language
            meant = {kind for kinds in words.kinds.values() for kind in kinds}
            assert {"tinh", "huyen", "xa"} <= meant, language
            assert isinstance(words.nation, re.Pattern), language

    @pytest.mark.parametrize(
        ("language", "text", "name"),
        [
            ("fi", "Lainat Lao Cain maakunnassa", "Lào Cai"),
            ("fi", "Phu Yenissä asuu", "Phú Yên"),
            ("tr", "Phu Yen'de sosyal konut", "Phú Yên"),
            ("el", "Η επαρχία Νιν Μπιν", "Ninh Bình"),
            ("el", "Η επαρχία Ντονγκ Ταπ", "Đồng Tháp"),
            ("km", "ស្រុក គឺយូត ខេត្ត ដាក់នុង", "Cư Jút"),
        ],
    )
    def test_names_are_found_behind_their_endings(self, language: str, text: str, name: str) -> None:
        """A case ending, Greek letters and a name that begins like a word of grammar hide no place."""
        from indicators.areas.lookup import load_gazetteer

        assert load_gazetteer().find(text, language)[0].area.name == name
