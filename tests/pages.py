"""The pages of the app, by name: where each is in the address."""

PATHS = {
    "kernel-lab": "/",
    "why-convolution": "/why-convolution",
    "step-by-step": "/step-by-step",
    "volumes": "/volumes",
    "activation-functions": "/activation-functions",
    "pooling": "/pooling",
    "matrices": "/matrices",
    "output-size": "/output-size",
    "builder": "/builder",
    "back-propagation": "/back-propagation",
    "training": "/training",
    "look-inside": "/look-inside",
    "feature-visualization": "/feature-visualization",
    "where-it-looks": "/where-it-looks",
}
