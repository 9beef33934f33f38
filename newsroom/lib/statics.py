"""Static files with hashed names, compressed once."""

from whitenoise.storage import CompressedManifestStaticFilesStorage


class Statics(CompressedManifestStaticFilesStorage):
    """Hashes also what ES modules import (else a deploy leaves old modules in browsers)."""

    support_js_module_import_aggregation = True
    manifest_strict = True
