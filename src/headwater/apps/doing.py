"""How a view makes the change a form asks for."""

from collections.abc import Callable

from django import forms

from headwater.analysis.errors import HeadwaterError, UsageError


def done(
    form: forms.Form,
    change: Callable[[], object],
    refusals: tuple[type[HeadwaterError], ...] = (UsageError,),
) -> bool:
    """Make a change, or put what stands in its way onto the form; `refusals` are what may stand there."""
    try:
        change()
    except refusals as error:
        form.add_error(None, error.message)
        return False
    return True
