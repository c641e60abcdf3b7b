"""A network, branches and all, as a module of PyTorch that shares nothing with ours."""

from functools import reduce

from engine import networks as nn


def torch_graph(network, layers=None, training=False):
    """A module with the weights of `network` that ends at the node with this number from 1 on.

    Every node is a module of its own, `module.steps[number]`, so that hooks find it; after a call
    `module.outputs` holds what each has made, by name, with "input".
    """
    import torch

    count = len(network.nodes) if layers is None else layers
    nodes = network.nodes[:count]

    class Joined(torch.nn.Module):
        def __init__(self, kind):
            super().__init__()
            self.kind = kind

        def forward(self, *inputs):
            if self.kind is nn.Concat:
                return torch.cat(inputs, dim=1)
            return reduce(torch.add if self.kind is nn.Add else torch.mul, inputs)

    def module(node):
        layer, settings = node.layer, node.layer.settings()
        if isinstance(layer, nn.Add | nn.Concat | nn.Mul):
            return Joined(type(layer))
        if isinstance(layer, nn.Upsample):
            return torch.nn.Upsample(scale_factor=settings["scale_factor"])
        return getattr(torch.nn, type(layer).__name__)(**settings)

    class TorchGraph(torch.nn.Module):
        def __init__(self):
            super().__init__()
            self.steps = torch.nn.ModuleList(module(node) for node in nodes)
            self.outputs = {}

        def forward(self, x):
            outputs = {"input": x}
            for node, step in zip(nodes, self.steps, strict=True):
                # Each reader has a copy: what hooks a tensor then sees one reader's gradient, and
                # dropout that drops nothing, which hands its input on, shares none with it.
                copies = (outputs[name].clone() for name in node.inputs)
                outputs[node.name] = step(*copies)
            self.outputs = outputs
            return outputs[nodes[-1].name]

    made = TorchGraph().to(getattr(torch, network.dtype.name)).train(training)
    with torch.no_grad():
        for node, step in zip(nodes, made.steps, strict=True):
            for name, tensor in step.state_dict().items():
                if f"{node.name}.{name}" in network.state:
                    tensor.copy_(torch.tensor(network.state[f"{node.name}.{name}"]))
    return made
