"""Who touched what: an inquiry into the logs after something came to light, and its answer that never claims more than it saw.

``question`` says what is asked, ``answer`` what was found and what could not be seen, ``timesketch`` hands the events on.
Refuses to know where events are kept (``engines.behaviour.inquiry``) and who holds which account (the workspace tells).
"""

from collections.abc import Sequence

from sekisho.detection.inquiry.answer import Answer, Gap, InquiryOutcome, Seen, Touched, Touching, outcome_of
from sekisho.detection.inquiry.holes import days_without, holes_of
from sekisho.detection.inquiry.question import Question, WrongQuestionError
from sekisho.detection.inquiry.timesketch import timesketch_line

__all__: Sequence[str] = (
    "Answer", "Gap", "InquiryOutcome", "Question", "Seen", "Touched", "Touching", "WrongQuestionError", "days_without",
    "holes_of", "outcome_of", "timesketch_line",
)  # fmt: skip
