from pathlib import Path

from mingcha.foundation.messages import Text, texts_in


def test_texts_of_python_and_templates_are_found(tmp_path: Path) -> None:
    python, template = tmp_path / "a.py", tmp_path / "a.html"
    python.write_text('_("One") + gettext_lazy("Two") + ngettext("%d cat", "%d cats", n) + other("Three")')
    template.write_text(
        '{% load i18n %}{% translate "Four" %} <c-fact label="{% translate \'Five\' %}">'
        "{% blocktranslate with name=x %}To {{ name }} (now){% endblocktranslate %}</c-fact>"
    )
    assert set(texts_in(python)) == {Text("One"), Text("Two"), Text("%d cat", "%d cats")}
    assert {found.text for found in texts_in(template)} == {"Four", "Five", "To %(name)s (now)"}


def test_a_per_cent_sign_in_a_template_is_found_as_django_looks_it_up(tmp_path: Path) -> None:
    template = tmp_path / "a.html"
    template.write_text("{% load i18n %}{% blocktranslate %}at most {{ gap }} % above{% endblocktranslate %}")
    assert [found.text for found in texts_in(template)] == ["at most %(gap)s %% above"]
