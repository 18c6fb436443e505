use super::Model;
use crate::autograd::Role;
use crate::autograd::ops::TAPS;
use crate::rng::Stream;
use crate::scene::Init;

/// The starting values of a network: each tensor draws from the stream `init/NAME`, so that two networks share the values
/// of every tensor that both have, and one that only one has shifts nothing.
///
/// Weights of blocks \[in×out\]: `xavier` N(0, 2/(in + out)) (Glorot and Bengio 2010), `he` N(0, 2/in) (He et al. 2015),
/// `orthogonal` the Q of the draws' QR (Saxe et al. 2014), `uniform` U(±1/√in). Stem and head: N(0, 1/in), with `uniform` as
/// the others. Kernels \[9·in × out\]: `xavier` N(0, 2/(9·in + 9·out)), `he` N(0, 2/(9·out)), which keeps the size of gradients
/// (He et al. 2015, eq. 14). Tables of tokens and places N(0, 1). Biases 0, with `uniform` U(±1/√in); gate biases −1, gains 1, shifts and α 0.
#[must_use]
pub fn start(model: &Model, init: Init, seed: u32) -> Vec<f32> {
    let mut values = vec![0.0; model.parameters()];
    let mut fan_in = 1;
    for entry in model.graph.layout.entries() {
        let [rows, cols] = entry.shape;
        let place = &mut values[entry.range()];
        if matches!(entry.role, Role::Weight | Role::Kernel | Role::Edge) {
            fan_in = rows;
        }
        let mut stream = Stream::new(seed, &format!("init/{}", entry.name));
        let bound = 1.0 / (fan_in as f64).sqrt();
        let mut normals = |variance: f64| -> Vec<f64> {
            let deviation = variance.sqrt();
            (0..rows * cols).map(|_| deviation * stream.normal()).collect()
        };
        let drawn = match (entry.role, init) {
            (Role::Weight | Role::Kernel | Role::Edge | Role::Bias, Init::Uniform) => {
                (0..rows * cols).map(|_| bound * (2.0 * stream.uniform() - 1.0)).collect()
            }
            (Role::Edge, _) => normals(1.0 / rows as f64),
            (Role::Weight, Init::Xavier) => normals(2.0 / (rows + cols) as f64),
            (Role::Weight, Init::He) => normals(2.0 / rows as f64),
            (Role::Kernel, Init::Xavier) => normals(2.0 / (rows + TAPS * cols) as f64),
            (Role::Kernel, Init::He) => normals(2.0 / (TAPS * cols) as f64),
            (Role::Embedding, _) => normals(1.0),
            (Role::Weight | Role::Kernel, Init::Orthogonal) => orthogonal(rows, cols, &normals(1.0)),
            (Role::GateBias, _) => vec![-1.0; cols],
            (Role::Gain, _) => vec![1.0; cols],
            (Role::Bias | Role::Shift | Role::Alpha, _) => continue,
        };
        for (to, from) in place.iter_mut().zip(drawn) {
            *to = from as f32;
        }
    }
    values
}

/// Whether a tensor of this role starts the same under both ways.
#[must_use]
pub fn same(role: Role, a: Init, b: Init) -> bool {
    match role {
        Role::Weight | Role::Kernel => a == b,
        Role::Edge | Role::Bias => (a == Init::Uniform) == (b == Init::Uniform),
        Role::Embedding | Role::GateBias | Role::Gain | Role::Shift | Role::Alpha => true,
    }
}

/// The nearest thing to an orthogonal matrix that the draws \[rows×cols\] give: the Q of their QR decomposition with a
/// positive diagonal of R, by Gram and Schmidt, twice over for accuracy. The shorter side is orthonormal.
#[must_use]
pub fn orthogonal(rows: usize, cols: usize, draws: &[f64]) -> Vec<f64> {
    let (count, length) = (rows.min(cols), rows.max(cols));
    let at = |vector: usize, i: usize| if rows >= cols { i * cols + vector } else { vector * cols + i };
    let mut q = vec![0.0; rows * cols];
    let mut basis: Vec<Vec<f64>> = Vec::with_capacity(count);
    for vector in 0..count {
        let mut v: Vec<f64> = (0..length).map(|i| draws[at(vector, i)]).collect();
        for _ in 0..2 {
            for other in &basis {
                let along: f64 = v.iter().zip(other).map(|(a, b)| a * b).sum();
                v.iter_mut().zip(other).for_each(|(a, b)| *a -= along * b);
            }
            let norm = v.iter().map(|a| a * a).sum::<f64>().sqrt();
            v.iter_mut().for_each(|a| *a /= norm);
        }
        (0..length).for_each(|i| q[at(vector, i)] = v[i]);
        basis.push(v);
    }
    q
}
