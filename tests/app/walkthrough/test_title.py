"""The title row of a walkthrough."""

from __future__ import annotations

from tests.app.app_screen import screen_text, settled
from tutor import host
from tutor.app.shell.app import TutorApp


async def test_a_long_title_is_whole_on_a_narrow_screen_and_the_bar_shorter() -> None:
    app = TutorApp(environ={"TUTOR_THEME": "tutor-dark"})
    async with app.run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        bars = {}
        for name in ("variational-autoencoder", "lora"):
            instance = host.problem(name).instance()
            app.navigation.open("walkthrough", lambda instance=instance: instance, instance.problem.steps[0].id)
            await settled(pilot)
            title = screen_text(app).split("\n")[0]
            assert f"{instance.problem.title}   walkthrough" in title
            bars[name] = sum(map(title.count, "━╾─"))
            app.navigation.go_home()
            await settled(pilot)
        assert bars["variational-autoencoder"] < bars["lora"]
