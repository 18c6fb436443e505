use super::construction::{on_one_scale, shallow};
use super::runs::{changed, curve, reached, trainer};
use super::words::both;
use super::{Axis, Fact, Findings, On, Panel, Part, Scale, Series, Study, Subject, Task, finite, of};
use crate::data::Data;
use crate::number::count;
use crate::scene::{DataSet, Draw, Scene, Side};

/// Is it overfitting?
pub const STUDY: Study = Study {
    name: "fits",
    label: "Over- or underfitting",
    headline_name: "held-out over training loss",
    measures: "Four networks and their training and held-out curves: the first network at 20/56 of its depth, at its depth, the \
               second at its depth, and the second on an eighth of the points with noise of at least 0.3. The number is the \
               held-out loss over the training loss after the last step, of the second picture and of the fourth.",
    misleads: "Overfitting shows in the gap between the two losses, degradation in the training loss itself; look at both. \
               Where training ends near 0 a tiny held-out loss is still many times as large.",
    source: "He, Zhang, Ren and Sun 2015, figure 1",
    weak: &[("Eight layers: the second picture is as good as the first", "depth=8")],
    on: On::Itself,
    unfit,
    tasks,
    run,
    gather,
};

/// The four pictures: whose, and which.
const PICTURES: [(Side, &str); 4] = [(Side::A, "shallow"), (Side::A, "deep"), (Side::B, "with"), (Side::B, "few")];
const DEEP: usize = 1;
const FEW: usize = 3;

fn unfit(scene: &Scene, _: &Data) -> Option<String> {
    if scene.draw == Draw::Fresh {
        return Some(
            "Each step draws sequences that were never there before, so there is nothing to overfit: draw=replace learns from the \
             same ones."
                .to_owned(),
        );
    }
    (scene.data.set == DataSet::Own).then(|| {
        "One of its pictures has fewer points and more noise, and these points are your own: choose one of the sets that are \
         made."
            .to_owned()
    })
}

/// The scene of a picture.
fn picture(scene: &Scene, number: usize) -> Scene {
    match number {
        0 => changed(scene, Side::A, |network| network.depth = shallow(network.depth)),
        FEW => {
            let mut scene = scene.clone();
            scene.data.points = (scene.data.points / 8).max(8);
            // Tokens have no noise.
            if !scene.data.set.is_sequence() {
                scene.data.noise = scene.data.noise.max(0.3);
            }
            scene
        }
        _ => scene.clone(),
    }
}

/// What the fourth picture is of, in words.
fn few(scene: &Scene) -> String {
    let (points, noise) = (scene.data.points, scene.data.noise);
    if scene.data.set.is_sequence() { format!("{points} sequences") } else { format!("{points} points, noise {noise}") }
}

fn tasks(scene: &Scene) -> Vec<Task> {
    let task = |(number, (side, _)): (usize, (Side, &str))| Task {
        side,
        number,
        cost: f64::from(picture(scene, number).blocks(side)),
    };
    PICTURES.into_iter().enumerate().map(task).collect()
}

/// `[training loss, held-out loss]`, and the curve: steps, training and held-out losses.
fn run(subject: &Subject, task: &Task) -> Result<Part, String> {
    let mut trainer = trainer(subject, &picture(subject.scene(), task.number), task.side);
    let curve = curve(&mut trainer);
    Ok([vec![reached(&mut trainer).to_vec()], curve].concat())
}

fn gather(scene: &Scene, parts: &[(Task, Option<Part>)]) -> Findings {
    let part =
        |number: usize| of(parts, PICTURES[number].0).find(|(task, _)| task.number == number).map(|(_, part)| part);
    let ratio = |number: usize| part(number).and_then(|part| finite(part[0][1] / part[0][0]));
    let title = |number: usize| {
        let (scene, side) = (picture(scene, number), PICTURES[number].0);
        let blocks = count(f64::from(scene.blocks(side)));
        let title = format!("{}, {blocks} {}", scene.word(side), if blocks == "1" { "block" } else { "blocks" });
        if number == FEW {
            return format!("{title}, {}", few(&scene));
        }
        title
    };
    let mut facts = Vec::new();
    let mut panels = Vec::new();
    for (number, (side, key)) in PICTURES.into_iter().enumerate() {
        let title = title(number);
        for (which, what) in ["training", "held-out"].into_iter().enumerate() {
            let loss = part(number).and_then(|part| finite(part[0][which]));
            let [a, b] = Side::ALL.map(|of| loss.filter(|_| of == side));
            facts.push(Fact::new(format!("{title}: {what} loss"), a, b));
        }
        let series = part(number).map(|part| {
            let held = Series::line(side, part[1].clone(), part[3].clone()).named("held out", super::Style::Faint);
            vec![Series::line(side, part[1].clone(), part[2].clone()).named("training", super::Style::Line), held]
        });
        let (x, y) = (Axis::new("step", Scale::Linear), Axis::new("loss", Scale::Log));
        panels.push(Panel::lines(key, &title, x, y, series.unwrap_or_default()));
    }
    let (a, b) = (ratio(DEEP), ratio(FEW));
    let sentence = format!(
        "Held-out loss over training loss after {} steps: {}, the latter on {}.",
        count(f64::from(scene.steps)),
        both(scene, a, b),
        few(&picture(scene, FEW))
    );
    Findings { a, b, sentence, facts, panels: on_one_scale(panels) }
}
