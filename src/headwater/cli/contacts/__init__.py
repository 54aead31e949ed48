"""`headwater contacts`: exports in, and a look into the contact store."""

from headwater.cli.lazy import Entry, LazyGroup

contacts = LazyGroup(
    "contacts",
    "Import exports and look into the contact store.",
    {
        "import": Entry(
            "headwater.cli.contacts.import_contacts",
            "import_contacts",
            "Import an export into the contact store; every row is accounted for.",
        ),
        "mappings": Entry(
            "headwater.cli.contacts.mappings", "mappings", "List the mappings that ship, or show one."
        ),
        "suggest": Entry(
            "headwater.cli.contacts.suggest", "suggest", "Propose a mapping for an export, column by column."
        ),
        "history": Entry(
            "headwater.cli.contacts.history", "history", "List the versions of a store and what made each."
        ),
        "undo": Entry(
            "headwater.cli.contacts.history", "undo", "Take an import back: the store as it was before it."
        ),
        "purge-text": Entry(
            "headwater.cli.contacts.history", "purge_text", "Remove the words of old contacts for good."
        ),
    },
)
