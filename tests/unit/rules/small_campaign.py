"""The contract's own example of a campaign, completed, and a subject of whom little is known."""

from shared.core.events import Said
from shared.rules.functions import Answer, Argument, Value

SMALL = """\
campaign: hoa-binh-450
name: {vi: "450 ngày đêm", en: "450 days and nights"}
launch_level: PRIME_MINISTER
legal_basis: ["Kế hoạch 225/KH-UBND, 15/11/2024"]
starts_on: 2024-10-05
ends_on: 2025-12-31
time_zone: Asia/Ho_Chi_Minh
clauses:
  - {id: "III.1.b4", subject: COLLECTIVE, kind: criterion, text: {vi: "Tổ chức kiểm tra", en: "Inspect"}}
  - {id: "III.1.b5", subject: COLLECTIVE, kind: criterion, text: {vi: "Tuyên truyền"}}
units:
  - {id: vpubnd, kind: OFFICE, name: {vi: "Văn phòng UBND tỉnh"}}
  - id: hctc
    kind: DIVISION
    name: {vi: "Phòng Hành chính - Tổ chức"}
    parent: vpubnd
    contacts: [{email: hctc@example.vn, language: vi}]
targets:
  - {metric: houses.completed, value: 3194, due: 2025-12-31}
reporting: {period: MONTHLY, due_days: 5}
rule_sets:
  - id: nd98-2023
    in_force: {from: 2024-01-01, to: 2025-06-30}
    legal_basis: ["Luật 06/2022/QH15", "Nghị định 98/2023/NĐ-CP"]
    cards:
      - id: F-GK-COL
        award: AGENCY_COMMENDATION
        subject: COLLECTIVE
        caps: {per_campaign: 5}
        require:
          all:
            - {id: took-part, basis: "KH III.1", label: {vi: "Có tham gia"}, when: "activities_total() >= 1"}
            - any:
                - {id: inspected, label: {en: "Inspections"}, when: "count('inspection_conducted') >= 2"}
                - {id: reached-out, label: {en: "Outreach"}, when: "clause('III.1.b5') >= 3"}
    examples:
      - {card: F-GK-COL, given: {activities_total(): 3, count('inspection_conducted'): 2}, expect: CANDIDATE}
      - {card: F-GK-COL, given: {activities_total(): 3}, expect: NEEDS_REVIEW, name: "nothing else is known"}
  - id: nd152-2025
    in_force: {from: 2025-07-01}
    legal_basis: ["Nghị định 152/2025/NĐ-CP"]
    cards:
      - id: F-GK-IND
        award: AGENCY_COMMENDATION
        subject: INDIVIDUAL
        require: {id: rated, label: {vi: "Xếp loại"}, when: "rated_at_least('GOOD', 1)"}
"""


class Known:
    """A subject of whom just these answers are known; one position of evidence for each, in their order."""

    def __init__(self, answers: dict[str, Value | Answer], why: Said | None = None) -> None:
        self._answers = answers
        self._why = why
        self.asked: list[str] = []

    def ask(self, function: str, arguments: tuple[Argument, ...]) -> Answer:
        text = f"{function}({', '.join(map(repr, arguments))})".replace("',)", "')")
        self.asked.append(text)
        answer = self._answers.get(text)
        if isinstance(answer, Answer):
            return answer
        if answer is None:
            return Answer(None, why_unknown=self._why)
        position = 1000 + list(self._answers).index(text)
        return Answer(answer, (position,), 1)
