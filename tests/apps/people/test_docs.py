"""The page on people says what the table of permissions says."""

from scripts.reference import ROOT

from headwater.apps.people.permissions import Action, Role, Scope, scope_of

SAID = {None: "", Scope.OWN: "own", Scope.TEAM: "team", Scope.ORGANISATION: "all"}


def test_the_table_of_permissions_is_documented_as_it_is() -> None:
    page = (ROOT / "docs" / "people.md").read_text(encoding="utf-8")
    rows = [
        [cell.strip() for cell in line.strip("|").split("|")] for line in page.splitlines() if "|" in line
    ]
    assert rows[0][1:] == [role.label.lower() for role in Role]
    assert rows[2:] == [
        [action.meaning, *(SAID[scope_of(action, role)] for role in Role)] for action in Action
    ]
