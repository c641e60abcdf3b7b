"""Pictures to train on: which data set, what is in it, a ZIP, classes of the learner's own."""

from app.training_data.contact_sheet import contact_sheet, strip
from app.training_data.controls import NAMES, controls, title

__all__ = ["NAMES", "contact_sheet", "controls", "strip", "title"]
