"""A form says what a door answers as people say it."""

from services.awards.web.form_texts import FORMS_VI
from services.awards.web.procedure_texts import WAY_VI
from shared.web.form_page import Form


def test_a_kind_of_fact_is_called_as_people_call_it() -> None:
    form = Form("Khai", (), FORMS_VI, {}, back="/", facts=WAY_VI.said)

    said = form.in_words("Hãy ghi council.convened trước; tệp bien-ban.docx vẫn còn.")

    assert said == "Hãy ghi “Triệu tập Hội đồng” trước; tệp bien-ban.docx vẫn còn."
