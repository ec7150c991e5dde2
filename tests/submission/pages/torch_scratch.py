import torch

N = X.shape[0]
# forward
A = torch.mm(X, W1) + b1
H = A.clamp(min=0)
Z = torch.mm(H, W2) + b2
P = torch.softmax(Z, dim=1)
L = -(Y * torch.log(P)).sum() / N

# backward, no autograd
grad_Z = (P - Y) / N
grad_W2 = H.t().mm(grad_Z)
grad_b2 = grad_Z.sum(dim=0)
grad_H = grad_Z.mm(W2.t())
grad_A = grad_H.clone()
grad_W1 = X.t().mm(grad_A)
grad_b1 = grad_A.sum(dim=0)
