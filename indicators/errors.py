"""Everything that this package raises.

IndicatorsError
├── CatalogueError   the catalogue's file is wrong
└── LanguageError    a language's file is wrong
"""


class IndicatorsError(Exception):
    """The base of every error of this package; messages name the file, the key and the way out."""


class CatalogueError(IndicatorsError):
    """A catalogue that cannot be used."""


class LanguageError(IndicatorsError):
    """A language file that cannot be used."""
