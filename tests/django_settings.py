"""The product's settings as tests need them: a data folder of their own, and quick passwords."""

import os
import tempfile
from pathlib import Path

os.environ.setdefault("HEADWATER_DATA", tempfile.mkdtemp(prefix="headwater-test-"))

from headwater.web import settings as _product

globals().update({name: value for name, value in vars(_product).items() if name.isupper()})

# those whose type the type checker has to know
DATA: Path = _product.DATA
STORE: Path = _product.STORE
SITE_URL: str = _product.SITE_URL

INSTALLED_APPS = [*_product.INSTALLED_APPS, "tests.apps.made_work"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = True
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
