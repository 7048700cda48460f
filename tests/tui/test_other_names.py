"""The Distribution pane where the service calls its series by names that are not known."""

from dataclasses import replace

from tests.tui.scenes import app, settled, spread
from tests.tui.test_keys import text


async def test_what_answers_the_selected_indicator_is_shown_and_i_goes_on_from_there() -> None:
    """Nobody says that there is no data, and no press of `i` leads to a series that is not there."""
    scene = spread(faults=("spelling:unknown-names",))
    program = app(scene)
    async with program.run_test(size=scene.size) as pilot:
        await settled(scene)(pilot)
        assert "app › 80ms_audio_stall_rate_v2 › province" in text(program.main)
        for name in ("500ms_video_stall_rate_v2", "audio_first_frame_send_success_rate_v2"):
            await pilot.press("i")
            await settled(replace(scene, keys=()))(pilot)
            shown = text(program.main)
            assert f"app › {name} › province" in shown
            assert "of 34" in shown
            assert "has no province data" not in shown
