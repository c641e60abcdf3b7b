"""Where a network looked: heat maps of a class's score, and how far they can be trusted."""

from engine.explain.heat_maps.class_maps import cam, grad_cam, grad_cam_plus_plus
from engine.explain.heat_maps.curves import Curve, deletion, insertion
from engine.explain.heat_maps.gradients import guided_backprop, saliency, smooth_grad
from engine.explain.heat_maps.occluding import (
    Occlusion,
    occluded_score,
    occlusion,
    occlusion_steps,
)
from engine.explain.heat_maps.sanity import Similarity, randomised, similarity

__all__ = [
    "Curve",
    "Occlusion",
    "Similarity",
    "cam",
    "deletion",
    "grad_cam",
    "grad_cam_plus_plus",
    "guided_backprop",
    "insertion",
    "occluded_score",
    "occlusion",
    "occlusion_steps",
    "randomised",
    "saliency",
    "similarity",
    "smooth_grad",
]
