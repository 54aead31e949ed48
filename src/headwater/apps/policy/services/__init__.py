"""What changes in the policy lab."""

from headwater.apps.policy.services.adopting import adopt_policies
from headwater.apps.policy.services.declaring import (
    declare_policy,
    end_policy,
    mend_policy,
    replace_policy,
    take_out_policy,
)
from headwater.apps.policy.services.documents import (
    add_document,
    remove_document,
)
from headwater.apps.policy.services.facts import (
    declare_facts,
)
from headwater.apps.policy.services.importing import (
    import_policies,
)
from headwater.apps.policy.services.reading import (
    keep_reading,
    read_soon,
)
from headwater.apps.policy.services.tables import (
    keep_table,
)
from headwater.apps.policy.services.weighing import (
    weigh_soon,
)

__all__ = [
    "add_document",
    "adopt_policies",
    "declare_facts",
    "declare_policy",
    "end_policy",
    "import_policies",
    "keep_reading",
    "keep_table",
    "mend_policy",
    "read_soon",
    "remove_document",
    "replace_policy",
    "take_out_policy",
    "weigh_soon",
]
