"""The palette holds for every reader, on both pages."""

from itertools import combinations, pairwise

import numpy as np
import pytest

from headwater.analysis.charts.theme import CATEGORICAL, DARK, LIGHT, STEPS, Token, palette_css

# Machado, Oliveira & Fernandes (2009), IEEE TVCG 15(6): full severity, on linear RGB
SEEN = {
    "all cones": np.eye(3),
    "protanopia": np.array(
        [[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216], [-0.003882, -0.048116, 1.051998]]
    ),
    "deuteranopia": np.array(
        [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413], [-0.011820, 0.042940, 0.968881]]
    ),
    "tritanopia": np.array(
        [[1.255528, -0.076749, -0.178779], [-0.078411, 0.930809, 0.147602], [0.004733, 0.691367, 0.303900]]
    ),
}
THEMES = pytest.mark.parametrize("theme", [LIGHT, DARK], ids=["light", "dark"])


def linear(value: str) -> "np.ndarray[tuple[int], np.dtype[np.float64]]":
    part = np.array([int(value[at : at + 2], 16) / 255 for at in (1, 3, 5)])
    return np.where(part <= 0.04045, part / 12.92, ((part + 0.055) / 1.055) ** 2.4)


def contrast(one: str, other: str) -> float:
    light = [float(linear(v) @ [0.2126, 0.7152, 0.0722]) for v in (one, other)]
    return (max(light) + 0.05) / (min(light) + 0.05)


def oklab(
    rgb: "np.ndarray[tuple[int], np.dtype[np.float64]]",
) -> "np.ndarray[tuple[int], np.dtype[np.float64]]":
    to_cones = np.array(
        [
            [0.4122215, 0.5363325, 0.0514460],
            [0.2119035, 0.6806995, 0.1073970],
            [0.0883025, 0.2817188, 0.6299787],
        ]
    )
    to_lab = np.array(
        [
            [0.2104543, 0.7936178, -0.0040720],
            [1.9779985, -2.4285922, 0.4505937],
            [0.0259040, 0.7827718, -0.8086758],
        ]
    )
    lab: np.ndarray[tuple[int], np.dtype[np.float64]] = to_lab @ np.cbrt(to_cones @ np.clip(rgb, 0, 1))
    return lab


def test_contrast_is_the_one_of_wcag() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)


@THEMES
def test_marks_stand_out_at_three_to_one_and_words_at_four_and_a_half(theme: dict[Token, str]) -> None:
    for token in (*CATEGORICAL, "muted", "axis"):
        assert contrast(theme[token], theme["paper"]) >= 3, token
    for token in ("ink", "quiet", "2"):
        assert contrast(theme[token], theme["paper"]) >= 4.5, token


@THEMES
@pytest.mark.parametrize("eyes", SEEN)
def test_any_two_series_stay_apart_for_everyone(theme: dict[Token, str], eyes: str) -> None:
    places = [oklab(SEEN[eyes] @ linear(theme[token])) for token in CATEGORICAL]
    nearest = min(float(np.linalg.norm(a - b)) for a, b in combinations(places, 2))
    assert nearest > 0.1


@THEMES
def test_steps_move_away_from_the_page_one_by_one(theme: dict[Token, str]) -> None:
    away = [contrast(theme[token], theme["paper"]) for token in STEPS]
    assert away == sorted(away)
    assert all(later / earlier > 1.2 for earlier, later in pairwise(away))


def test_each_light_colour_means_one_thing() -> None:
    assert len(set(LIGHT.values())) == len(LIGHT)
    assert set(LIGHT) == set(DARK)


def test_the_page_gets_every_property_and_dark_only_on_screens() -> None:
    css = palette_css()
    light, dark = css.split("@media screen and (prefers-color-scheme:dark)")
    for token in LIGHT:
        assert f"--chart-{token}:{LIGHT[token]}" in light
        assert f"--chart-{token}:{DARK[token]}" in dark
