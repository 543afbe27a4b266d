"""What the address of a page tells of its house: a name, and which type of source it is."""

from urllib.parse import urlsplit

# Donor and recipients of the cooperation; of any other state it is an official source besides.
_OFFICIAL = ("cn", "uz", "kz", "kg", "tj", "tm")
_STATE = ("gov", "gouv", "gob", "govt", "mil", "go")
_OFFICES = ("president.", "mfa.", "akorda.", "parliament.", "senat.", "mineconomy.", "stat.")
_SOCIAL = frozenset(
    (
        *("t.me", "telegram.me", "telegram.org", "facebook.com", "x.com", "twitter.com"),
        *("instagram.com", "youtube.com", "vk.com", "ok.ru", "weibo.com", "tiktok.com"),
        *("linkedin.com", "reddit.com", "livejournal.com", "wordpress.com", "blogspot.com"),
        *("medium.com", "substack.com", "weixin.qq.com"),
    )
)
_BANKS = frozenset(
    (
        *("worldbank.org", "adb.org", "aiib.org", "ebrd.com", "eib.org", "imf.org", "isdb.org"),
        *("eximbank.gov.cn", "cdb.com.cn", "eabr.org", "ndb.int"),
    )
)
_UNITED = (
    *("un.org", "undp.org", "unece.org", "unescap.org", "unicef.org", "who.int", "osce.org"),
    *("sectsco.org", "europa.eu", "oecd.org"),
)
_JOURNALS = (
    *("doi.org", "jstor.org", "sciencedirect.com", "springer.com", "tandfonline.com"),
    *("wiley.com", "mdpi.com"),
)
_STUDIES = frozenset(("edu", "ac"))


def host_of(address: str) -> str:
    """Return the host of an address without www; an empty text when it has none."""
    try:
        host = urlsplit(address).hostname or ""
    except ValueError:
        return ""
    return host.removeprefix("www.").removeprefix("m.")


def type_of(host: str) -> str:
    """Return the type of source that stands under a host; media where nothing says otherwise."""
    parts = host.split(".")
    state = any(part in _STATE for part in parts[-2:]) or host.startswith(_OFFICES)
    if _under(host, _BANKS):
        return "implementer"
    if state:
        return "official" if parts[-1] in _OFFICIAL else "other_official"
    if _under(host, _UNITED):
        return "other_official"
    if _under(host, _SOCIAL):
        return "social"
    if _under(host, _JOURNALS):
        return "academic"
    return "other_academic" if _STUDIES & set(parts[-2:]) else "media"


def _under(host: str, houses: "frozenset[str] | tuple[str, ...]") -> bool:
    return any(host == house or host.endswith(f".{house}") for house in houses)
