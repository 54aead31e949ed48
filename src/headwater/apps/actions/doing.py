"""How a view makes the change a form asks for."""

from collections.abc import Callable

from django import forms

from headwater.analysis.errors import UsageError


def done(form: forms.Form, change: Callable[[], object]) -> bool:
    """Make a change, or put what stands in its way onto the form."""
    try:
        change()
    except UsageError as error:
        form.add_error(None, str(error))
        return False
    return True
