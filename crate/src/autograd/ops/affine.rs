use super::{Backward, Example, Forward, Linearity, Operation};
use crate::autograd::kernels::{Into, matmul, matmul_at, matmul_bt, sum_down};
use crate::autograd::scalar::Scalar;

/// y = x·W + b; x \[rows×in\], W \[in×out\], b \[out\].
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Affine;

impl Operation for Affine {
    fn cols(&self, widths: &[usize], shapes: &[[usize; 2]]) -> Option<usize> {
        match (widths, shapes) {
            (&[width], &[[rows, cols], [1, bias]]) if rows == width && bias == cols => Some(cols),
            _ => None,
        }
    }

    fn linearity(&self) -> Linearity {
        Linearity::Product(Project.into())
    }

    fn forward<T: Scalar>(&self, at: Forward<'_, T>) {
        let (x, weight, bias) = (at.x(0), at.p(0), at.p(1));
        matmul(at.rows, at.width(0), at.cols, x, weight, at.out, Into::Biased(bias));
    }

    /// ∂W = xᵀ·g, ∂b = Σ g, ∂x = g·Wᵀ.
    fn backward<T: Scalar>(&self, mut at: Backward<'_, T>) {
        if at.by_parameters {
            let (grad, cols) = (at.grad, at.cols);
            let bias = at.dp(1);
            sum_down(cols, grad, grad, bias, |g, _| g);
        }
        project_backward(at);
    }

    fn examples() -> Vec<Example> {
        vec![Example { op: Affine.into(), widths: vec![5], shapes: vec![[5, 9], [1, 9]], sites: 1 }]
    }
}

/// y = x·P: a projection shortcut, without a bias.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Project;

impl Operation for Project {
    fn cols(&self, widths: &[usize], shapes: &[[usize; 2]]) -> Option<usize> {
        match (widths, shapes) {
            (&[width], &[[rows, cols]]) if rows == width => Some(cols),
            _ => None,
        }
    }

    fn linearity(&self) -> Linearity {
        Linearity::Product(Project.into())
    }

    fn forward<T: Scalar>(&self, at: Forward<'_, T>) {
        matmul(at.rows, at.width(0), at.cols, at.x(0), at.p(0), at.out, Into::Set);
    }

    fn backward<T: Scalar>(&self, at: Backward<'_, T>) {
        project_backward(at);
    }

    fn examples() -> Vec<Example> {
        vec![Example { op: Project.into(), widths: vec![3], shapes: vec![[3, 10]], sites: 1 }]
    }
}

fn project_backward<T: Scalar>(mut at: Backward<'_, T>) {
    let (x, weight, grad) = (at.x(0), at.p(0), at.grad);
    let (rows, width, cols) = (at.rows, at.width(0), at.cols);
    if at.by_parameters {
        matmul_at(width, rows, cols, x, grad, at.dp(0), Into::Add);
    }
    let (dx, part, scratch) = at.part(0);
    matmul_bt(rows, cols, width, grad, weight, dx, part.into(), scratch);
}
