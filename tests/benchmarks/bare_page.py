"""The page that ours is measured against: one slider, one 512×512 PNG that follows it."""

import numpy as np
import streamlit as st

RAMP = np.arange(512)
NOISE = np.random.default_rng(0).normal(0, 8, (512, 512))
PICTURE = 128 + 80 * np.sin(RAMP[:, None] / 40) * np.cos(RAMP[None, :] / 60) + NOISE

stride = st.slider("Stride", 1, 8)
picture = np.roll(PICTURE, 32 * stride, axis=1).clip(0, 255).astype(np.uint8)
st.image(picture, output_format="PNG", alt="Waves")
