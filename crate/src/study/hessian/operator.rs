use crate::autograd::{Dual, Op, Tape};
use crate::model::Model;
use crate::train::{Trainer, load};

/// Rows that go through at a time, so that a part of a product is soon done. With batch norm it is all of them.
const CHUNK: usize = 32;

/// A number with its derivative along one direction, wide enough that a spectrum's small values are not noise.
type Number = Dual<f64>;

/// The Hessian of a network's training loss, as what it does to a vector: exactly, by a gradient on dual numbers
/// (Pearlmutter 1994), over all training rows. The matrix itself is never there.
///
/// Relu's second derivative is 0 here, also where it bends: what the bends of relu add to the curvature is not seen. Batch
/// norm's statistics are those of all rows, and move with the parameters.
#[derive(Clone, Debug)]
pub struct Hessian {
    tape: Tape<Number>,
    params: Vec<Number>,
    chunk: usize,
    next: usize,
    product: Vec<f64>,
}

impl Hessian {
    /// The Hessian of this network's training loss at parameters of the model's length.
    #[must_use]
    pub fn new(trainer: &Trainer, params: &[f32]) -> Self {
        let model = trainer.model();
        let rows = trainer.data().train.inputs.nrows();
        let chunk = if normalises(model) { rows } else { rows.min(CHUNK) };
        Self {
            tape: Tape::new(&model.graph, chunk),
            params: params.iter().map(|&w| Number::new(f64::from(w), 0.0)).collect(),
            chunk,
            next: 0,
            product: vec![0.0; params.len()],
        }
    }

    /// Begins a product with `vector`, as long as the parameters.
    pub fn begin(&mut self, vector: &[f64]) {
        self.params.iter_mut().zip(vector).for_each(|(param, &v)| param.eps = v);
        self.product.fill(0.0);
        self.next = 0;
    }

    /// Sends some more rows through; false when the product is whole.
    pub fn advance(&mut self, trainer: &Trainer) -> bool {
        let rows = trainer.data().train.inputs.nrows();
        if self.next >= rows {
            return false;
        }
        let (model, end) = (trainer.model(), (self.next + self.chunk).min(rows));
        self.load(trainer, end);
        self.tape.forward(&model.graph, &self.params);
        self.tape.backward(&model.graph, &self.params, model.loss);
        let share = (end - self.next) as f64 / rows as f64;
        self.product.iter_mut().zip(self.tape.param_grads()).for_each(|(sum, g)| *sum += share * g.eps);
        self.next = end;
        self.next < rows
    }

    /// The product, once it is whole.
    #[must_use]
    pub fn product(&self) -> &[f64] {
        &self.product
    }

    /// The Hessian times a vector.
    #[must_use]
    pub fn times(&mut self, trainer: &Trainer, vector: &[f64]) -> Vec<f64> {
        self.begin(vector);
        while self.advance(trainer) {}
        self.product.clone()
    }

    /// Puts the next rows into the tape's leaf and truth.
    fn load(&mut self, trainer: &Trainer, end: usize) {
        let rows = &trainer.data().train;
        self.tape.set_rows(&trainer.model().graph, end - self.next);
        load(&mut self.tape, trainer.model(), rows, self.next..end);
    }
}

/// Whether batch norm stands in a network.
fn normalises(model: &Model) -> bool {
    model.graph.nodes.iter().any(|node| matches!(node.op, Op::BatchNorm(_)))
}
