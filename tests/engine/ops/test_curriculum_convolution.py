"""The lectures' numbers about kernels, convolution and sizes, as the engine computes them."""

from fractions import Fraction

import numpy as np
import pytest

from engine import filters
from engine.ops.convolution import conv2d
from engine.ops.filtering import filter_image
from engine.planning.geometry import Setting, fit, output_size


def matrix(text):
    """Rows divided by "/", as they are written on the slides."""
    return np.array([[float(cell) for cell in row.split()] for row in text.split("/")])


def volume(height, width, depth):
    return np.zeros((1, depth, height, width), np.float32)


VERTICAL = filters.get("vertical_edge")  # the vertical edge [1 0 -1] of the lectures


class TestWorkedExamples:
    def test_a_vertical_edge(self):
        image = matrix("7 2 3 3 8 / 4 5 3 8 4 / 3 3 2 8 4 / 2 8 7 2 7 / 5 4 4 5 4")
        expected = matrix("6 -9 -8 / -3 -2 -3 / -3 0 -2")
        result = filter_image(image, VERTICAL, padding="valid")
        np.testing.assert_array_equal(result, expected)
        terms = (image[:3, :3] * VERTICAL).ravel(order="F")
        np.testing.assert_array_equal(terms, [7, 4, 3, 0, 0, 0, -3, -3, -2])
        assert result[0, 0] == terms.sum() == 6

    def test_b_sharpen(self):
        image = matrix(
            "105 102 100 97 96 / 103 99 103 101 102 / 101 98 104 102 100 /"
            "99 101 106 104 99 / 104 104 104 100 98"
        )
        sharpen = filters.get("sharpen")
        np.testing.assert_array_equal(
            filter_image(image, sharpen, padding=1)[0], [320, 206, 198, 188, 281]
        )
        np.testing.assert_array_equal(
            filter_image(image, sharpen, stride=2, padding=1),
            matrix("320 198 281 / 205 111 197 / 317 210 291"),
        )

    def test_c_three_channels_and_a_bias(self):
        red = matrix(
            "156 155 156 158 158 / 153 154 157 159 159 / 149 151 155 158 159 /"
            "146 146 149 153 158 / 145 143 143 148 158"
        )
        green = matrix(
            "167 166 167 169 169 / 164 165 168 170 170 / 160 162 166 169 170 /"
            "156 156 159 163 168 / 155 153 153 158 168"
        )
        blue = matrix(
            "163 162 163 165 165 / 160 161 164 166 166 / 156 158 162 165 166 /"
            "155 155 158 162 167 / 154 152 152 157 167"
        )
        kernels = [
            matrix("-1 -1 1 / 0 1 -1 / 0 1 1"),
            matrix("1 0 0 / 1 -1 -1 / 1 0 -1"),
            matrix("0 1 1 / 0 1 0 / 1 -1 1"),
        ]
        planes = [red, green, blue]
        sums = [
            filter_image(plane, kernel, padding=1)[0, 0]
            for plane, kernel in zip(planes, kernels, strict=True)
        ]
        assert sums == [308, -498, 164]
        out = conv2d(np.array([planes]), np.array([kernels]), bias=[1], padding=1)
        assert out[0, 0, 0, 0] == -25

    def test_d_a_step_edge(self):
        step = np.array([[10, 10, 10, 0, 0, 0]] * 6)
        expected = np.array([[0, 30, 30, 0]] * 4)
        result = filter_image(step, VERTICAL, padding="valid")
        np.testing.assert_array_equal(result, expected)
        turned = filter_image(step.T, filters.get("horizontal_edge"), padding="valid")
        np.testing.assert_array_equal(turned, expected.T)

    def test_e_a_pattern_to_detect(self):
        image = matrix(
            "112 76 144 55 43 23 / 164 43 43 34 25 13 / 12 13 30 67 44 14 /"
            "6 45 24 77 87 89 / 64 64 60 67 65 67 / 34 35 54 60 44 56"
        )
        np.testing.assert_array_equal(
            filter_image(image, VERTICAL, padding="valid"),
            matrix("71 -24 105 106 / 85 -77 -59 62 / -32 -89 -82 41 / -34 -60 -58 -8"),
        )


class TestConvolutionOfMathematics:
    def test_it_correlates_with_the_kernel_turned_by_180_degrees(self):
        rng = np.random.default_rng(0)
        image, kernel = rng.normal(size=(9, 8)), rng.normal(size=(3, 3))
        np.testing.assert_array_equal(
            filter_image(image, kernel, flip=True), filter_image(image, filters.flip(kernel))
        )

    def test_the_definition_with_its_indices(self):
        """(f∗g)[x,y] = Σ_n1 Σ_n2 f[n1,n2] · g[x−n1,y−n2], g centred."""
        rng = np.random.default_rng(1)
        f, g = rng.normal(size=(5, 6)), rng.normal(size=(3, 3))
        result = filter_image(f, g, flip=True)
        for x in range(5):
            for y in range(6):
                total = sum(
                    f[n1, n2] * g[x - n1 + 1, y - n2 + 1]
                    for n1 in range(5)
                    for n2 in range(6)
                    if abs(x - n1) <= 1 and abs(y - n2) <= 1
                )
                assert result[x, y] == pytest.approx(total)


class TestVolumes:
    def test_four_filters_make_depth_four(self):
        out = conv2d(volume(6, 6, 3), np.zeros((4, 3, 3, 3)))
        assert out.shape == (1, 4, 4, 4)

    @pytest.mark.parametrize(("padding", "side"), [(0, 28), (2, 32)])
    def test_three_filters_5x5x3_on_32x32x3(self, padding, side):
        out = conv2d(volume(32, 32, 3), np.zeros((3, 3, 5, 5)), padding=padding)
        assert out.shape == (1, 3, side, side)
        assert fit(32, 5, padding=padding).padded == 32 + 2 * padding

    def test_six_filters_make_28x28x6(self):
        out = conv2d(volume(32, 32, 3), np.zeros((6, 3, 5, 5)))
        assert out.shape == (1, 6, 28, 28)

    def test_the_view_of_numpy(self):
        """v[0,0,0] = np.sum(x[0:5,0:5,:]*w0)+b0, v[1,0,0] = np.sum(x[2:7,0:5,:]*w0)+b0, …"""
        rng = np.random.default_rng(2)
        x, w, b = rng.normal(size=(11, 11, 4)), rng.normal(size=(2, 5, 5, 4)), rng.normal(size=2)
        v = conv2d(x.transpose(2, 0, 1)[None], w.transpose(0, 3, 1, 2), b, stride=2)[0]
        v = v.transpose(1, 2, 0)
        assert v.shape == (4, 4, 2)
        for i in range(4):
            for j in range(4):
                for d in range(2):
                    window = x[2 * i : 2 * i + 5, 2 * j : 2 * j + 5, :]
                    assert v[i, j, d] == pytest.approx(np.sum(window * w[d]) + b[d])

    @pytest.mark.torch
    def test_the_view_of_pytorch(self):
        """nn.Conv2d(3, 16, kernel_size=3, stride=1, padding=1): 448 parameters."""
        torch = pytest.importorskip("torch")
        layer = torch.nn.Conv2d(3, 16, kernel_size=3, stride=1, padding=1)
        weight, bias = (each.detach().numpy() for each in (layer.weight, layer.bias))
        assert weight.size + bias.size == 448
        x = np.random.default_rng(3).normal(size=(2, 3, 10, 12)).astype(np.float32)
        out = conv2d(x, weight, bias, stride=1, padding=1)
        expected = layer(torch.from_numpy(x)).detach().numpy()
        np.testing.assert_allclose(out, expected, rtol=1e-4, atol=1e-5)

    def test_groups_and_depthwise(self):
        assert conv2d(volume(8, 8, 4), np.zeros((6, 4, 3, 3))).shape == (1, 6, 6, 6)
        assert conv2d(volume(8, 8, 4), np.zeros((6, 2, 3, 3)), groups=2).shape == (1, 6, 6, 6)
        assert conv2d(volume(8, 8, 4), np.zeros((4, 1, 3, 3)), groups=4).shape == (1, 4, 6, 6)

    def test_a_fully_connected_layer_is_a_convolution(self):
        """7×7×512 with F=7, P=0, S=1 gives 1×1×K; a larger picture gives a map of scores."""
        weight = np.zeros((16, 512, 7, 7), np.float32)  # 16 of the 4096 filters
        assert conv2d(volume(7, 7, 512), weight).shape == (1, 16, 1, 1)
        assert conv2d(volume(12, 12, 512), weight).shape == (1, 16, 6, 6)

    def test_translation_equivariance(self):
        picture = np.zeros((20, 20))
        picture[5:9, 4:8] = np.random.default_rng(4).normal(size=(4, 4))
        kernel = filters.get("sobel_x")
        moved = filter_image(np.roll(picture, (6, 7), (0, 1)), kernel)
        expected = np.roll(filter_image(picture, kernel), (6, 7), (0, 1))
        np.testing.assert_array_equal(moved, expected)


class TestSizes:
    @pytest.mark.parametrize(
        ("size", "kernel", "stride", "padding", "output"),
        [
            (7, 3, 1, 0, 5),
            (7, 3, 2, 0, 3),
            (7, 3, 1, 1, 7),
            (11, 5, 2, 0, 4),
            (227, 11, 4, 0, 55),
            (32, 5, 1, 0, 28),
            (28, 5, 1, 0, 24),
            (24, 5, 1, 0, 20),
            (32, 5, 1, 2, 32),
            (32, 3, 1, 1, 32),
            (32, 1, 1, 0, 32),
            (7, 7, 1, 0, 1),
        ],
    )
    def test_settings_that_fit(self, size, kernel, stride, padding, output):
        result = fit(size, kernel, stride, padding)
        assert result.fits
        assert result.exact == result.output == output
        assert output_size(size, kernel, stride, padding) == output

    def test_stride_3_does_not_fit_7(self):
        result = fit(7, 3, 3)
        assert result.exact == Fraction(7, 3)
        assert f"{float(result.exact):.2f}" == "2.33"
        assert (result.output, result.fits, result.leftover) == (2, False, 1)
        assert result.nearest[0] == Setting(7, 3, 3, 1)

    @pytest.mark.parametrize("kernel", [1, 3, 5, 7, 11])
    def test_same_padding_is_half_the_kernel(self, kernel):
        assert output_size(32, kernel, 1, (kernel - 1) // 2) == 32

    def test_lenet(self):
        sizes = [32]
        for kernel, stride in [(5, 1), (2, 2), (5, 1), (2, 2)]:
            sizes.append(output_size(sizes[-1], kernel, stride))
        assert sizes == [32, 28, 14, 10, 5]
        assert sizes[-1] ** 2 * 16 == 400

    def test_five_pools_take_224_to_7(self):
        size = 224
        for _ in range(5):
            assert fit(size, 2, 2).fits
            size = output_size(size, 2, 2)
        assert size == 7

    def test_alexnet(self):
        assert output_size(227, 11, 4) == 55
        assert output_size(55, 3, 2) == 27
        assert output_size(227, 11, 4) ** 2 == 3025
        out = conv2d(volume(227, 227, 3), np.zeros((2, 3, 11, 11)), stride=4)  # 2 of the 96
        assert out.shape == (1, 2, 55, 55)

    def test_convolution_as_a_matrix_multiplication(self):
        """Columns 363×3025 (11·11·3 by 55·55), weights 96×363: here 2 of the 96 filters."""
        rng = np.random.default_rng(5)
        x, weight = rng.normal(size=(1, 3, 227, 227)), rng.normal(size=(2, 3, 11, 11))
        windows = np.lib.stride_tricks.sliding_window_view(x[0], (11, 11), (1, 2))[:, ::4, ::4]
        columns = windows.transpose(0, 3, 4, 1, 2).reshape(363, 3025)
        result = (weight.reshape(2, 363) @ columns).reshape(1, 2, 55, 55)
        np.testing.assert_allclose(conv2d(x, weight, stride=4), result, atol=1e-10)
