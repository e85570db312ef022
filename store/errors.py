"""What goes wrong in the store; `StoreError` is the one error that leaves the package.

StoreError
├── StoreUnavailableError  the database cannot be reached or used at all
├── SchemaError            the schema is older or newer than this Tinbao
└── NotFoundError          an id that the store does not hold
"""


class StoreError(Exception):
    """The store could not do what was asked; the message names the thing and the way out."""


class StoreUnavailableError(StoreError):
    """The database cannot be reached, or is no store of Tinbao's."""


class SchemaError(StoreError):
    """The schema of the store is not the one that this Tinbao works with."""


class NotFoundError(StoreError):
    """No row of that id."""

    def __init__(self, kind: str, row_id: object) -> None:
        super().__init__(f"the store holds no {kind} {row_id}; the {kind} lists show the ids that there are")
        self.kind = kind
        self.row_id = row_id
