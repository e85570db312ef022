"""Thai, Lao, Khmer, Devanagari, Arabic and Greek as they are spoken: what a transcription sign by sign gets wrong.

These scripts write a vowel before, above or around the consonant that it follows in speech, leave one vowel out, and
write consonants that are silent; Arabic writes long vowels with consonants, and
Greek some single sounds with two letters. Rules put Latin letters where they are
heard; the rest is transcribed sign by sign.
"""

import re

_THAI_C, _LAO_C = "ก-ฮ", "ກ-ຮໜໝ"


def _rules(*rules: tuple[str, str]) -> tuple[tuple[re.Pattern[str], str], ...]:
    return tuple((re.compile(pattern), spoken) for pattern, spoken in rules)


_THAI = _rules(
    ("[่-๋ๆฯ]", ""),  # tones
    ("ง(?=ฮ)", "n"),
    (f"เ([{_THAI_C}])าะ", r"\1o"),
    (f"[{_THAI_C}][ิุ]?์", ""),  # a silenced consonant
    ("ห(?=[งญนมยรลว])(?![ว][า])", ""),  # silent, for the tone
    ("([เแโใไ])ห(?=[งนมยรลว])", r"\1"),
    (f"เ([{_THAI_C}]ว?)ีย", r"\1ie"),
    (f"เ([{_THAI_C}]ว?)ือ", r"\1uo"),
    (f"เ([{_THAI_C}]ว?)ิ", r"\1o"),
    (f"เ([{_THAI_C}]ว?)า", r"\1au"),
    (f"เ([{_THAI_C}]ว?)อ", r"\1o"),
    (f"แ([{_THAI_C}]ว?)็?", r"\1a"),
    (f"โ([{_THAI_C}])", r"\1o"),
    (f"[ใไ]([{_THAI_C}])", r"\1ai"),
    (f"เ([{_THAI_C}])", r"\1e"),
    ("ัว", "ua"),
    ("อ(?=[a-zะ-ู])", ""),  # carries a vowel
    ("ญ", "nh"),
    (f"(?<![a-zะ-ู])([{_THAI_C}])(?=[งนมกดบ](?![a-zะ-ูว]))", r"\1o"),  # the vowel that is not written
    ("ว(?=[a-zะ-ู])", "w"),
)
_LAO = _rules(
    ("[່-໌]", ""),
    ("ງ(?=ຮ)", "n"),
    (f"ເ([{_LAO_C}])າະ", r"\1o"),
    ("ຫ(?=[ງຍນມຣລຼ])", ""),
    ("([ເແໂໃໄ])ຫ(?=[ງຍນມຣລວ])", r"\1"),
    ("ຼ", "l"),
    (f"ເ([{_LAO_C}])(?:ຍ|ັຽ|ຽ)", r"\1ie"),
    (f"ເ([{_LAO_C}])ຶອ", r"\1uo"),
    (f"ເ([{_LAO_C}])ືອ", r"\1uo"),
    (f"ເ([{_LAO_C}])[ິີ]", r"\1o"),
    (f"ເ([{_LAO_C}])ົາ", r"\1au"),
    (f"ແ([{_LAO_C}])", r"\1a"),
    (f"ໂ([{_LAO_C}])", r"\1o"),
    (f"[ໃໄ]([{_LAO_C}])", r"\1ai"),
    (f"ເ([{_LAO_C}])", r"\1e"),
    ("ຽ", "ie"),
    ("ົ", "o"),
    ("ອ(?=[a-zະ-ູ])", ""),
    (f"([{_LAO_C}])ວ(?=[{_LAO_C}])", r"\1ua"),
    ("ວ", "w"),
    ("ຍ", "y"),
)
_KHMER = _rules(
    ("[៉៊់៍៏័](?!រ)", ""),
    ("័រ", "oa"),
    ("ហ្វ(?=[ា័oាេ])", "hw"),
    ("ហ្វ", "f"),
    ("ហ្គ", "g"),
    ("ហ្ន", "n"),
    ("ហ្ម", "m"),
    ("ហ្ល", "l"),
    ("្វ", "w"),
    ("ៀ", "ie"),
    ("ឿ", "uo"),
    ("ួ", "ua"),
    ("ើ", "o"),
    ("ឹ", "a"),
    ("ៅ", "au"),
    ("ូវ", "u"),
    ("វ(?![ា-ៅ])", "o"),
    ("ំ(?=ង)", ""),
)
_DEVANAGARI = _rules(
    ("़", ""),
    ("ग(?=ुय)", "ng"),
    ("([क-ह])(?=[क-ह])", r"\1a"),
    ("([क-ह])(?=[इईउऊएऐओऔअआ])", r"\1a"),
    ("ं(?=ग)", "n"),
)
_ARABIC = _rules(
    ("[\u064b-\u0652\u0640\u0670]", ""),  # vowel signs, and what only stretches a word
    ("[جزغ]ي(?=ا)", "gi"),  # Giang: جيانغ, زيانغ, غيانغ
    ("ن[غجقكگ]ه?(?![ء-ي])", "ng"),
    ("ن[غجگ](?=[ء-ي])", "ng"),
    ("نه(?![ء-ي])", "nh"),
    ("تش|چ", "ch"),
    ("[اآأىةٱ]", "a"),
    ("[إئيی]", "i"),
    ("[وؤ]", "u"),
    ("ء", ""),
)
_GREEK = _rules(
    ("[Άάἀ]", "α"),
    ("[Έέ]", "ε"),
    ("[Ήή]", "η"),
    ("[Ίίϊΐ]", "ι"),
    ("[Όό]", "ο"),
    ("[Ύύϋΰ]", "υ"),
    ("[Ώώ]", "ω"),
    ("[Οο]υ", "u"),
    ("[Αα]υ", "au"),
    (r"\b[Νν]τ", "d"),
    (r"\b[Μμ]π", "b"),
    (r"\b[Γγ]κ", "g"),
    ("[γν]κ", "ng"),
    (r"\b[Νν]γκ?", "ng"),
    ("[Ττ]ζ", "z"),
    ("[Ττ]ς", "ch"),
    ("[Χχ]", "h"),
)
_SCRIPTS = (
    (re.compile("[\u0370-\u03ff]"), _GREEK),
    (re.compile("[\u0e01-\u0e4e]"), _THAI),
    (re.compile("[\u0e81-\u0edf]"), _LAO),
    (re.compile("[\u1780-\u17d3]"), _KHMER),
    (re.compile("[\u0904-\u0963]"), _DEVANAGARI),
    (re.compile("[\u0620-\u06d3]"), _ARABIC),
)
#: A script that has one letter for what Vietnamese writes "y" and for what its South says for "gi" and "d".
GLIDING = re.compile("[\u0e01-\u0edf\u1780-\u17d3]")


def as_spoken(text: str) -> str:
    """The text with Latin letters where these scripts would mislead; any other text as it is."""
    for script, rules in _SCRIPTS:
        if script.search(text):
            for pattern, spoken in rules:
                text = pattern.sub(spoken, text)
    return text
