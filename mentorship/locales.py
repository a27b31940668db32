"""Which locales there are, by the Unicode CLDR as Babel has it. How one writes numbers is `reports/locales.py`'s."""

from difflib import get_close_matches

from babel import Locale, UnknownLocaleError
from babel.localedata import locale_identifiers

DEFAULT_LOCALE = "en-GB"
NO_LANGUAGE = "root"


def known_locale(value: str) -> str:
    """The BCP 47 name itself; `ValueError` with the nearest known name when there is no such locale."""
    try:
        language = Locale.parse(value, sep="-").language
    except (ValueError, UnknownLocaleError):
        language = NO_LANGUAGE
    if language == NO_LANGUAGE:
        raise ValueError(f"{value!r} is no known locale, such as {_nearest(value)}")
    return value


def _nearest(value: str) -> str:
    """The most alike of the same language, else of all, whatever joins the parts and the case of their letters."""
    wanted = value.replace("_", "-").lower()
    names = {name.replace("_", "-").lower(): name.replace("_", "-") for name in sorted(locale_identifiers())}
    same = [name for name in names if name.split("-")[0] == wanted.split("-")[0]]
    near = get_close_matches(wanted, same or list(names), n=1, cutoff=0.0 if same else 0.7)
    return names[near[0]] if near else DEFAULT_LOCALE
