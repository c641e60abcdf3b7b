"""The learner's own classes: named, filled from files or the camera, looked at, emptied."""

import streamlit as st

from app.components.picture_list import picture_list
from app.components.uploader_role import uploader_role
from app.markdown_text import plain
from app.pictures import FILE_TYPES, LARGEST_FILE
from app.training_data import own_classes as mine

session = st.session_state


def class_editor() -> None:
    """All classes to choose from, and the chosen one to work on."""
    _choice()
    left, right = st.columns([3, 2], gap="large")
    with left:
        _name_and_number()
        if mine.problem():
            st.error(plain(mine.problem()))
        _pictures(mine.classes()[mine.chosen()])
    with right:
        _inputs()


def _name_and_number() -> None:
    every = mine.classes()
    name, add, remove = st.columns([3, 2, 2], vertical_alignment="bottom")
    session.own_class_name = every[mine.chosen()].name
    name.text_input(
        "Class name",
        key="own_class_name",
        max_chars=mine.LONGEST_NAME,
        on_change=lambda: mine.rename(session.own_class_name),
    )
    is_full, is_last = len(every) == mine.MOST_CLASSES, len(every) == 1
    add.button("Add a class", on_click=mine.add_class, disabled=is_full, width="stretch")
    remove.button("Remove class", on_click=mine.remove_class, disabled=is_last, width="stretch")


def _choice() -> None:
    session.own_class_choice = mine.chosen()
    every = mine.classes()
    st.segmented_control(
        "Class",
        range(len(every)),
        format_func=lambda number: plain(f"{every[number].name} ({len(every[number].shots)})"),
        key="own_class_choice",
        required=True,
        on_change=lambda: mine.choose(session.own_class_choice),
    )


def _inputs() -> None:
    upload = f"own_class_upload_{mine.uploads()}"
    st.file_uploader(
        "Pictures of this class",
        type=FILE_TYPES,
        accept_multiple_files=True,
        key=upload,
        on_change=mine.take,
        args=(upload,),
        max_upload_size=LARGEST_FILE,
    )
    uploader_role("own_class_uploader_role")
    if st.toggle("Use the camera", key="own_class_camera_on"):
        st.camera_input(
            "Camera", key="own_class_camera", on_change=mine.take, args=("own_class_camera",)
        )


def _pictures(one: mine.OwnClass) -> None:
    if one.shots:
        shots = [(shot.digest, shot.png) for shot in one.shots]
        picture_list(one.name, shots, "own_class_pictures", mine.remove_shot)
