use crate::autograd::graph::Node;
use crate::autograd::{Along, Op, Tape};
use crate::model::Model;
use crate::train::{Trainer, load};

/// Rows that go through at a time, so that a part of a product is soon done. With batch norm it is all of them.
const CHUNK: usize = 32;
/// Most numbers in values and gradients that are kept from one product to the next (8 bytes each); the rest is made anew.
const MOST_KEPT: usize = 1 << 23;

/// The Hessian of a network's training loss, as what it does to a vector: exactly (Pearlmutter 1994), in `f64`, over all
/// training rows. The matrix itself is never there. What does not depend on the vector, a forward and a backward, is made
/// once; a product with one then costs about what two gradients cost.
///
/// Relu's second derivative is 0 here, also where it bends: what the bends of relu add to the curvature is not seen. Batch
/// norm's statistics are those of all rows, and move with the parameters.
#[derive(Clone, Debug)]
pub struct Hessian {
    /// Those of the first `kept` chunks, made as they are come to.
    tapes: Vec<Tape<f64>>,
    kept: usize,
    /// That of whatever chunk after them was the last.
    spare: Tape<f64>,
    along: Along<f64>,
    params: Vec<f64>,
    vector: Vec<f64>,
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
        let spare = Tape::whole(&model.graph, chunk);
        let numbers = |node: &Node| 2 * chunk * node.sites * node.cols;
        let a_tape: usize = model.graph.nodes.iter().map(numbers).sum();
        Self {
            tapes: Vec::new(),
            kept: MOST_KEPT / a_tape.max(1),
            along: Along::new(&model.graph, &spare),
            spare,
            params: params.iter().map(|&w| f64::from(w)).collect(),
            vector: Vec::new(),
            chunk,
            next: 0,
            product: vec![0.0; params.len()],
        }
    }

    /// Begins a product with `vector`, as long as the parameters.
    pub fn begin(&mut self, vector: &[f64]) {
        self.vector.clear();
        self.vector.extend_from_slice(vector);
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
        let number = self.next / self.chunk;
        if number >= self.kept {
            self.send(trainer, end);
        } else if number == self.tapes.len() {
            self.send(trainer, end);
            self.tapes.push(self.spare.clone());
        }
        let tape = self.tapes.get(number).unwrap_or(&self.spare);
        self.along.run(&model.graph, tape, &self.params, &self.vector, model.loss);
        let share = (end - self.next) as f64 / rows as f64;
        self.product.iter_mut().zip(self.along.param_grads()).for_each(|(sum, g)| *sum += share * g);
        self.next = end;
        self.next < rows
    }

    /// Sends the next rows forward and back through the spare tape.
    fn send(&mut self, trainer: &Trainer, end: usize) {
        let model = trainer.model();
        self.spare.set_rows(&model.graph, end - self.next);
        load(&mut self.spare, model, &trainer.data().train, self.next..end);
        self.spare.forward(&model.graph, &self.params);
        self.spare.backward(&model.graph, &self.params, model.loss);
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
}

/// Whether batch norm stands in a network.
fn normalises(model: &Model) -> bool {
    model.graph.nodes.iter().any(|node| matches!(node.op, Op::BatchNorm(_)))
}
