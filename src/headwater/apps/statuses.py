"""HTTP status of each error code: one table for pages and for programs."""

STATUS = {
    "usage": 400,
    "not_authenticated": 401,
    "not_allowed": 403,
    "not_found": 404,
    "too_large": 413,
    "unsupported": 415,
    "bad_data": 422,
    "too_many": 429,
    "missing_extra": 501,
    "try_again": 503,
}
"""Whatever else happens is a fault of Headwater, 500."""
