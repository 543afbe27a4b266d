"""Which language a text is written in, from its script, its letters and its small words."""

import re
from collections import Counter

_LOOKED_AT = 20_000
_ENOUGH_LETTERS = 20
_WORD = re.compile(r"[^\W\d_]+(?:['’ʻʼ‘`][^\W\d_]+)*")
_APOSTROPHE = re.compile("[’ʻʼ‘`]")
_SCRIPTS = (
    ("zh", re.compile(r"[\u4e00-\u9fff]")),
    ("ja", re.compile(r"[\u3040-\u30ff]")),
    ("ko", re.compile(r"[\uac00-\ud7af]")),
    ("arabic", re.compile(r"[\u0600-\u06ff]")),
    ("cyrillic", re.compile(r"[\u0400-\u04ff]")),
    ("latin", re.compile(r"[A-Za-z\u00c0-\u024f]")),
)
# A Chinese character carries about as much as three letters.
_WEIGHT = {"zh": 3, "ja": 3, "ko": 2}

_RARE = 0.004
# Of the languages that share the Latin script.
_SMALL_WORDS = {
    "en": "the of and to in a is that for on with as by at from was are has have it be said",
    "uz": "va bilan uchun bu ham bir esa edi boʻyicha hamda yil qilish bo'yicha oʻz ushbu deb",
    "tk": "we bilen üçin bu bir hem ýyl boýunça bolup öz şeýle döwlet ýurt diýip onuň",
    "tr": "ve bir bu için ile de da olan olarak daha çok gibi kadar sonra olduğu",
    "az": "və bir bu üçün ilə da də olan ki ölkə edib görə isə",
    "de": "der die das und ist nicht mit ein eine den von zu für auf im des sich",
    "fr": "le la les des et est une un du que pour dans qui par sur avec au",
    "es": "el la los las de que y en un una por con para se del al",
    "it": "il di che la e un una per con non sono del della nel",
}
_LEAST_SHARE, _LEAST_WORDS = 0.06, 3


def language_of(text: str) -> str:
    """Return two letters, or an empty text where it cannot be told."""
    sample = text[:_LOOKED_AT]
    sizes = {
        script: len(pattern.findall(sample)) * _WEIGHT.get(script, 1)
        for script, pattern in _SCRIPTS
    }
    script = max(sizes, key=lambda one: sizes[one])
    if sizes[script] < _ENOUGH_LETTERS:
        return ""
    if script == "zh":
        return "ja" if sizes["ja"] * 10 > sizes["zh"] else "zh"
    if script == "cyrillic":
        return _of_cyrillic(sample.casefold())
    if script == "arabic":
        return "fa" if re.search("[پچژگ]", sample) else "ar"
    return _of_latin(sample.casefold()) if script == "latin" else script


def _of_cyrillic(sample: str) -> str:
    letters = Counter(one for one in sample if one.isalpha())
    every = max(sum(letters.values()), 1)

    def share(of: str) -> float:
        return sum(letters[one] for one in of) / every

    if share("әұһ") > _RARE:
        return "kk"
    if share("ӣӯҷ") > _RARE:
        return "tg"
    if share("ў") > _RARE:
        return "uz"
    if share("ңөү") > _RARE:
        return "ky"
    if share("іїє") > _RARE and not share("ыэё"):
        return "uk"
    return "ru"


def _of_latin(sample: str) -> str:
    words = Counter(_APOSTROPHE.sub("'", one) for one in _WORD.findall(sample))
    least = max(_LEAST_WORDS, _LEAST_SHARE * sum(words.values()))
    found = {
        code: sum(words[_APOSTROPHE.sub("'", one)] for one in small.split())
        for code, small in _SMALL_WORDS.items()
    }
    best = max(found, key=lambda one: found[one])
    return best if found[best] >= least else ""
