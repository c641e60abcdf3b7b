"""One mechanism for the state of every page: declared once, kept by one store, written in the link.

**A page's state is an immutable dataclass** in `app/<page>/schema.py`, a `Schema`. Each field says
its reader, writer, default and limits in one place::

    @dataclass(frozen=True)
    class BlurState(Schema):
        picture: str = choice(gallery.names(), default="astronaut")
        side: int = whole(1, 15, default=3)
        stride: Pair = pair(1, 4, default=(1, 1))
        grey: bool = flag(default=False)

**One store a page** keeps it: ``store = PageStore("blur", BlurState)``. A page begins with
``store.restore()`` (first visit, Back and Forward, a link that led here), shows
``store.copy_link()`` and ``store.show_complaints()``, and ends, or its fragment does, with
``store.publish()``. Between them everything is drawn from ``store.current()``, and bound
controls change it. They take their limits and options from the schema and always show the state::

    store.select("picture", "Picture", titles)      # also: segmented, radio, toggle, number
    store.sliders("panel", [Slider.of(store, "side", "Side of the kernel")])

- *What an act does* is a function State → State (in `actions.py`): ``st.button("New", on_click=
  store.act, args=(actions.anew,))``; ``store.change(side=3)`` where only values change. A control
  that means more than its field takes ``act=lambda state, chosen: …``, and ``value=`` where it is
  no field. Acts run to their end, however soon the next one comes; they may run twice on the same
  state, so they change nothing else. A ValueError in an act leaves the state as it is;
  ``store.refused(name)`` has it until the next act.
- *Sliders*: ``Slider.of(store, name, label)``, which shows ``first`` + ``each`` · number, or
  ``Slider(name, label, lowest, highest, value, act=lambda state, value: …)`` for what is no field;
  `sliders.Offers` are buttons under them. What the browser sends is checked by what was shown
  (`requests`); components with other offers take key and callback from
  ``store.offers(name, acts)``.
- *Defaults that follow from other fields* (an example's numbers): the others are declared with
  ``head=True``, and `Schema.start` derives. Only what differs from that stands in the link.
  `Schema.checked` mends what contradicts itself in a link, `Schema.in_link` leaves out what counts
  for nothing or cannot be in a link (an upload). What a link leaves as it was (an upload again) is
  the store's ``arrive``. A field that is in no link at all is ``unlinked(default=…)``.
- *Positions*: where a component stands (a step, a zoom, what is pinned) only the browser knows, as
  nobody waits for the server there. Its field is declared in ``position(whole(…))``; the component
  is shown with ``store.position()``, is placed by that once for each link that is opened, and
  tells where it stands. The button of the link writes it into the address. An act that begins
  something anew starts from ``state.unplaced()``.
- *Vertical and horizontal*: `Pair` fields and ``separate: bool = flag(default=False)``;
  ``pairs.sliders(store, "stride", "Stride")`` gives one slider or two, ``pairs.toggle(…)`` the
  switch, `pairs.implied` the part of `checked` and `pairs.written` that of `in_link`.
- *A matrix to edit*: ``matrices.editor(store, name, of, act, …)``. What was typed and is no number
  stays on the screen as a draft; the state has the last number there. A draft is shown only for
  the very rows that its act has put into the state, so nobody has to drop it.
- *Fragments*: a control outside of the fragment that follows it takes ``after=follow``, which is
  called when its act is done and may ask for a rerun; one after which the whole page must run,
  however soon it is interrupted, takes ``whole=True``. Slider panels have both, and offers
  ``whole=``. Whether a box lies open that the fragment has to draw too, ``store.is_open`` tells
  (``store.popover``, ``store.expander``). Whether it lies open is in the link where it is bound to
  a field, ``store.unfolding("response", "Frequency response")``.
- *Controls out of sight* need no ``persist_state``: their values are in the state, not in them.
- *What no link carries* (an upload, the last result, what is solved) is a `session.SessionValue`.
  Nothing else stands in `st.session_state`.

A control that shows something else than its browser last knew gets a new key: it is made anew. A
late report of the old one then reaches nobody, so it cannot undo what another act has done.
"""
