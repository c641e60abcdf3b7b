"""The page that ours is measured against: one slider, one 512×512 PNG that follows it.

The picture is another at every run, as ours is: one that was seen before would come from the
browser's cache.
"""

import numpy as np
import streamlit as st

RAMP = np.arange(512)
NOISE = np.random.default_rng(0).normal(0, 8, (512, 512))
PICTURE = 128 + 80 * np.sin(RAMP[:, None] / 40) * np.cos(RAMP[None, :] / 60) + NOISE

stride = st.slider("Stride", 1, 8)
shift = np.random.default_rng().integers(512, size=2)
picture = (np.roll(PICTURE, shift, axis=(0, 1)) + 4 * stride).clip(0, 255).astype(np.uint8)
st.image(picture, output_format="PNG", alt="Waves")
