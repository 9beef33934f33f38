"""What a verb refuses, said in the form that asked for it."""

from collections.abc import Callable

from django.forms import BaseForm

from articles import workflow


def tried(form: BaseForm, verb: Callable[..., object], /, **told) -> int:
    """Does `verb(**told)`: 0 where it is done, else the status of the page that says why not (409 where somebody else
    was first), with the sentence in the form."""
    try:
        verb(**told)
    except workflow.Stale as error:
        form.add_error(None, str(error))
        return 409
    except workflow.WorkflowError as error:
        form.add_error(None, str(error))
        return 200
    return 0
