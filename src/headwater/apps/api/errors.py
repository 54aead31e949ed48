"""What can be wrong with a request of a program, beside what can be wrong anywhere."""

from headwater.analysis.errors import HeadwaterError


class NotAuthenticatedError(HeadwaterError):
    """No token, or none that works."""

    code = "not_authenticated"


class NotFoundError(HeadwaterError):
    """There is no such thing, or not for this token."""

    code = "not_found"


class TooLargeError(HeadwaterError):
    """More came at once than is taken."""

    code = "too_large"


class UnsupportedError(HeadwaterError):
    """The content is of a kind that is not read."""

    code = "unsupported"


class TooManyError(HeadwaterError):
    """Too many requests: the same one works later."""

    code = "too_many"
