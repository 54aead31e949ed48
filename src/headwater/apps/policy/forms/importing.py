"""A file of policies or facts, pasted or uploaded; a document."""

from typing import Any

from django import forms

from headwater.apps.policy.selectors.importing import MOST_CHARACTERS
from headwater.apps.policy.services.documents import MEDIA_TYPES, MOST_BYTES


class FileForm(forms.Form):
    """A YAML text, pasted or as a file."""

    text = forms.CharField(
        required=False,
        max_length=MOST_CHARACTERS,
        strip=False,
        label="or paste it here",
        widget=forms.Textarea(attrs={"rows": 14, "class": "code", "spellcheck": "false"}),
    )
    file = forms.FileField(
        required=False,
        allow_empty_file=True,
        label="Choose a file",
        help_text="YAML in UTF-8, at most 1 MB.",
    )
    name = forms.CharField(required=False, max_length=200, widget=forms.HiddenInput)
    basis = forms.CharField(required=False, max_length=40, widget=forms.HiddenInput)
    take_out_gone = forms.BooleanField(
        required=False, label="Take out what is declared here and not in the file"
    )

    def clean(self) -> dict[str, Any]:
        """Read the file into the text."""
        said: dict[str, Any] = super().clean() or {}
        sent = said.get("file")
        if sent:
            if sent.size > MOST_CHARACTERS:
                self.add_error("file", "The file is larger than 1 MB; no file of policies is.")
                return said
            try:
                said["text"] = sent.read().decode("utf-8-sig")
            except UnicodeDecodeError as error:
                self.add_error("file", f"The file has to be UTF-8; byte {error.start} is not.")
                return said
            said["name"] = str(sent.name or "")[-200:]
        if not (said.get("text") or "").strip() and not self.errors:
            self.add_error("text", "Paste the text, or choose a file.")
        said["name"] = said.get("name") or "pasted text"
        return said


class DocumentForm(forms.Form):
    """A file that policies stand in."""

    file = forms.FileField(
        allow_empty_file=True, max_length=None, help_text=f"{', '.join(MEDIA_TYPES)}; at most 5 MB."
    )
    title = forms.CharField(
        max_length=200, help_text="As policies refer to it: those that name it stand in it from now on."
    )
    issuer = forms.CharField(required=False, max_length=120)
    note = forms.CharField(required=False, max_length=2000, widget=forms.Textarea(attrs={"rows": 2}))

    def clean_file(self) -> Any:
        """Refuse what is too large: no more of it was held."""
        sent = self.cleaned_data["file"]
        if sent.size > MOST_BYTES:
            raise forms.ValidationError(
                "The file is larger than 5 MB. Give the part that the policies stand in."
            )
        return sent

    def content(self) -> dict[str, Any]:
        """Return what the service takes."""
        sent, said = self.cleaned_data["file"], self.cleaned_data
        more = {name: said[name] for name in ("title", "issuer", "note")}
        return {"file_name": str(sent.name or "document"), "content": sent.read(), **more}
