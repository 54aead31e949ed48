"""The product's settings as tests need them: a data folder of their own, and quick passwords."""

import os
import tempfile

os.environ.setdefault("HEADWATER_DATA", tempfile.mkdtemp(prefix="headwater-test-"))

from headwater.web import settings as _product

globals().update({name: value for name, value in vars(_product).items() if name.isupper()})

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
