"""Network files with a fault, each with the sentence that is said of it after the name of the file."""
# ruff: noqa: E501 (a sentence stands whole, as it is read)

from __future__ import annotations

WRONG = (
    (
        "input x[n,t], h0[n]\nh[n,t] = tanh(x[n,t] + h[n,t-1])\nh[0] = h0\nL = sum(h)",
        ", line 2, column 1: h[n,t] has something before its first entry along t: write that axis first, as in h[t,n]",
    ),
    (
        "input h0\nweights w\nh = w*h[t-1]\nh[0] = h0\nL = sum(h)",
        ", line 3, column 1: h goes along t, which is the axis of no array: set how far, as in `sizes T=4`",
    ),
    (
        "input x[t]\nweights W[h,k=h]\nh = W h[t-1]\nL = sum(h)*sum(x)",
        ", line 3, column 1: the axes of h cannot be inferred from its formula: write them, as in h[t,h] = ...",
    ),
    (
        "input x[n]\ny = 2x\nL = sum(y)\nupstream dy for y",
        ", line 3, column 1: `L` is not used: what has an upstream gradient does not depend on it",
    ),
    ("", ": there is nothing in it: a network has inputs, weights and formulas"),
    ("# only a comment\n", ": there is nothing in it: a network has inputs, weights and formulas"),
    ("input x[n]\n", ", line 1, column 1: there is no formula: a value is written as its name = its formula"),
    (
        "inptu x[n]\nL = sum(x)",
        ", line 1, column 1: `inptu` is no word that a statement begins with; did you mean `input`?",
    ),
    (
        "foo bar\n",
        ", line 1, column 1: `foo` is no word that a statement begins with; there are ask, constant, each, input, label, loss, row, sizes, symbol, target, title, upstream, value, weights, and formulas such as H = relu(X W1 + b1)",
    ),
    ("input x[n]\nfoo\n", ", line 2, column 1: `foo` is no statement: a value is written foo = and its formula"),
    ("input x[n]\ny == 2x\nL=sum(y)", ", line 2, column 4: there is an equals sign too many"),
    (
        "input x[n,i]\nweights w[i]\ntarget y[n]\np = x w\nL = sum((p - t)^2)",
        ", line 5, column 14: the formula of L: `t` is not declared; declare it, as in `weights W1[i,h]`, or write its formula",
    ),
    (
        "input x[n,i]\nweights w[i]\ntarget y[n]\np = x v\nL = sum((p - y)^2)",
        ", line 4, column 7: the formula of p: `v` is not declared; declare it, as in `weights W1[i,h]`, or write its formula",
    ),
    (
        "input x[n,i]\nweights w[i]\ntarget y[n]\nyhatt = x w\nL = sum((yhat - y)^2)",
        ", line 5, column 10: the formula of L: `yhat` is not declared; did you mean `yhatt`?",
    ),
    (
        "input x[n,i]\nweights w[i]\ntarget y[n]\np = x w\nq = p - y",
        ", line 5, column 1: there is no loss: no formula gives one number (q has the axes [n]); add up, as in L = sum(q^2), or name an `upstream` gradient",
    ),
    (
        "input x[n,i]\nweights w[i]\ntarget y[n]\np = x w\nL = sum((p-y)^2)\nq = 2p",
        ", line 6, column 1: `q` is not used: the loss, L, does not depend on it",
    ),
    (
        "input x[n,i]\nweights w[i]\ntarget y[n]\np = x w\nq = 2p\nL = sum((p-y)^2)",
        ", line 5, column 1: `q` is not used: the loss, L, does not depend on it",
    ),
    (
        "input x[n,i]\nweights w[j]\np = x w\nL = sum(p^2)",
        ", line 3, column 5: the formula of p does not fit: a matrix [n,i] times a column (j) does not fit: the axes i and j meet (its parts are x[n,i], w[j])",
    ),
    (
        "input x[n,i]\nweights W[h,i]\np = x W\nL = sum(p^2)",
        ", line 3, column 5: the formula of p does not fit: a matrix [n,i] times a matrix [h,i] does not fit: the axes i and h meet (its parts are x[n,i], W[h,i])",
    ),
    (
        "input x[n,i]\nweights w[i]\na = b w\nb = x a\nL = sum(b)",
        ", line 3, column 1: a and b are computed from each other: a recurrence uses an earlier entry, as in a[t-1]",
    ),
    (
        "input x[t]\nh = h + x\nL = sum(h)",
        ", line 2, column 1: h is computed from itself: a recurrence uses an earlier entry, as in h[t-1]",
    ),
    (
        "input x[t]\nweights a\nh = a*h[t-1]\nL = sum(h)",
        ", line 1, column 7: `x` is not used: the loss, L, does not depend on it",
    ),
    (
        "input x[t]\nh = h[t-1] + h[t+1] + x\nL=sum(h)",
        ", line 2, column 1: the formulas of h look both ways: they cannot be solved in order",
    ),
    (
        "input x[n,i]\nweights w[i]\ntarget y[n]\nsizes N=0\nL = sum((x w - y)^2)",
        ", line 4, column 7: the size N=0 should be from 1 to 10000",
    ),
    (
        "input x[n,i]\nweights w[i]\ntarget y[n]\nsizes N=20000\nL = sum((x w - y)^2)",
        ", line 4, column 7: the size N=20000 should be from 1 to 10000",
    ),
    (
        "input x[n,i]\nweights w[i]\ntarget y[n]\nsizes Q=3\nL = sum((x w - y)^2)",
        ", line 4, column 7: the size Q is set, but no array has the axis q",
    ),
    (
        "input x[n,i]\nweights w[i]\ntarget y[n]\nsizes N\nL = sum((x w - y)^2)",
        ", line 4, column 7: `N` should be a capital letter and a number, as in `sizes N=4, H=5`",
    ),
    (
        "input x[n,i]\nweights w[i]\ntarget y[n]\nsizes N=3, N=4\nL = sum((x w - y)^2)",
        ", line 4, column 12: the size N is set twice",
    ),
    (
        "input x[n], y[m=n]\nsizes N=3, M=4\nL = sum((x - y)^2)",
        ", line 1, column 13: the size M=4 cannot be set: m is sized like n",
    ),
    (
        "input x[n,n]\nL = sum(x^2)",
        ", line 1, column 7: x has the axis n twice: a second axis of that size is written x[n,k=n]",
    ),
    (
        "input x[3]\nL = sum(x^2)",
        ", line 1, column 7: `3` of x is a number: an axis is a letter, and `sizes N=3` says how long the axis n is",
    ),
    ("input x[N]\nL = sum(x^2)", ", line 1, column 7: `N` of x is a size: an axis is a small letter, as in x[n]"),
    (
        "input x[batch]\nL = sum(x^2)",
        ", line 1, column 7: `batch` of x is no axis: an axis is one small letter, as in x[n,i]",
    ),
    (
        "input x[]\nL = sum(x^2)",
        ", line 1, column 7: an axis is missing in the bracket of x: it holds letters, as in x[n,i]",
    ),
    ("input x[n\nL = sum(x^2)", ", line 1, column 7: the bracket after x is not closed"),
    ("input x[n], x[m]\nL = sum(x^2)", ", line 1, column 13: `x` is given already: each name is declared once"),
    ("input x[n]\nx = 3\nL = sum(x^2)", ", line 2, column 1: `x` is given already: each name is declared once"),
    ("input x[n] in 1..0\nL = sum(x^2)", ", line 1, column 7: `in 1..0`: the first number must be the smaller one"),
    (
        "input x[n] normal\nL = sum(x^2)",
        ", line 1, column 7: `normal` is no kind of numbers; there are in a..b, positive, one-hot c, simplex c, integer a..b, mask",
    ),
    (
        "input x[n] one-hot c\nL = sum(x^2)",
        ", line 1, column 7: `one-hot c` should name the axis that sums to one, as in `one-hot c`; its axes are [n]",
    ),
    (
        "input x[n] in 3\nL = sum(x^2)",
        ", line 1, column 7: `in 3` should be two numbers with dots between, as in `in 0.1..0.9`",
    ),
    (
        "input x[n] positif\nL = sum(x^2)",
        ", line 1, column 7: `positif` is no kind of numbers; did you mean `positive`?",
    ),
    ("input x[n]\nL = sum(x^2\n", ', line 2, column 12: the formula of L: expected ")" at column 12, found the end'),
    ("input x[n]\nL = sum(x^2))", ', line 2, column 13: the formula of L: ")" at column 13 was not expected'),
    ("input x[n]\nL = \n", ", line 2, column 4: there is nothing right of the equals sign"),
    ("input x[n]\n= 3\n", ", line 2, column 1: a name is missing"),
    ("input x[n]\n2x = 3\nL = sum(x)", ", line 2, column 1: `2x` does not begin with a name, such as W1 or h"),
    (
        "input x[n]\nsum(x^2)\n",
        ", line 2, column 1: there is no equals sign: a value is written as its name = its formula",
    ),
    ("input x[n]\nloss J\nL = sum(x^2)", ", line 2, column 6: the loss `J` has no formula"),
    (
        "input x[n]\nloss y\ny = 2x\nL = sum(y)",
        ", line 2, column 6: the loss y has the axes [n]: a loss is one number, such as a sum",
    ),
    ("input x[n]\nask dL/dz\nL = sum(x^2)", ", line 2, column 5: `z` is not declared"),
    (
        "input x[n]\nask dJ/dx\nL = sum(x^2)",
        ", line 2, column 5: `dJ/dx` is no gradient of the loss, which is L: write dL/dx",
    ),
    ("input x[n]\nask x\nL = sum(x^2)", ", line 2, column 5: `x` should be a gradient, as in `ask dL/dW1`"),
    (
        "input x[n,i]\nweights w[i]\ntarget y[n]\nask dL/dy\nL=sum((x w - y)^2)",
        ", line 4, column 5: y is a target: gradients are asked by weights, inputs and values",
    ),
    (
        "input x[n]\nsymbol x \\input{/etc/passwd}\nL = sum(x^2)",
        ", line 2, column 8: the symbol of x has a character that symbols are not made of",
    ),
    (
        "input x[n], y[n]\nsymbol x x, y\nL = sum(x*y)",
        ", line 2, column 8: `y` cannot be another spelling of x: it means something already",
    ),
    (
        "input x[n]\nsymbol x x, n\nL = sum(x^2)",
        ", line 2, column 8: `n` cannot be another spelling of x: it means something already",
    ),
    (
        "input x[n]\nsymbol x x, sin\nL = sum(x^2)",
        ", line 2, column 8: `sin` cannot be another spelling of x: it means something already",
    ),
    ("input x[n]\nsymbol z z\nL = sum(x^2)", ", line 2, column 8: `z` is not declared"),
    (
        "input x[n]\nvalue x = [1, 2\nL = sum(x^2)",
        ", line 2, column 10: `[1, 2` is not written as a number or lists of numbers with commas",
    ),
    (
        "input x[n]\nvalue x = [[1, 2]]\nL = sum(x^2)",
        ", line 2, column 7: the numbers of x have 2 axes; those of x are [n]",
    ),
    (
        "input x[n,i]\nweights w[i]\ntarget y[n]\nvalue x = [[1, 2], [3, 4]]\nL = sum((x w - y)^2)",
        ", line 4, column 7: numbers are set for all given arrays or for none; w has none",
    ),
    (
        "input x[n,i]\nweights w[i]\ntarget y[n]\nvalue x = [[1, 2], [3, 4]]\nvalue w = [1,2,3]\nvalue y = [1,2]\nL = sum((x w - y)^2)",
        ", line 5, column 7: w has 3 numbers along i, but I is 2",
    ),
    (
        "input x[n]\nvalue x = __import__('os')\nL = sum(x^2)",
        ", line 2, column 10: `__import__('os')` should be a number or lists of numbers, as in [[0.5, 0.5], [0.4, 0.4]]",
    ),
    (
        "input x[n]\nf(z) = a*z\nL = sum(f(x))",
        ", line 2, column 8: `a` is not declared here: a function is made of z, its argument, alone",
    ),
    (
        "input x[n]\nf(z) = sum(z)\nL = sum(f(x))",
        ", line 2, column 7: f should work entry by entry: sum works on whole arrays",
    ),
    (
        "input x[n]\nf(z) = f(z)\nL = sum(f(x))",
        ", line 2, column 8: `f` is not declared here: a function is made of z, its argument, alone",
    ),
    (
        "input x[n]\nrelu(z) = z^2\nL = sum(relu(x))",
        ", line 2, column 1: relu means something else in the language of formulas: choose another name",
    ),
    (
        "input x[t]\nh = tanh(x[t] + h[t-1])\nh[0] = h0\nL = sum(h)",
        ", line 3, column 1: what stands before the first h should be given; h0 is not declared",
    ),
    (
        "input x[t]\nh = tanh(x[t] + h[t-1])\nh[0] = x\nL = sum(h)",
        ", line 3, column 1: h[0] is one entry along t, but x[t] has that axis too",
    ),
    ("input x[n]\nupstream dy for y\nL = sum(x)", ", line 2, column 10: `y` has no formula"),
    ("input x[n]\nupstream dy\ny = 2x", ", line 2, column 10: `dy` should name two arrays, as in `upstream dy for y`"),
    (
        "input x[n]\ny = 2x\nupstream dy for y\nloss L",
        ", line 4, column 6: with an upstream gradient there is no loss on the page: leave one of them out",
    ),
    (
        "input x[n]\nfor l in 1..3: Z[l] = x\n",
        ", line 2, column 1: `for` is no word that a statement begins with: there are no loops; layers are written out, and time is an index, as in h[t-1]",
    ),
    (
        "input P[n,k]\nlabel c[n]\nL = sum_n(P[n,c[n]])",
        ", line 2, column 7: `c[n]` should say along which axis it picks, as in `label c[n] of k`",
    ),
    (
        "input P[n,k]\nlabel c[n] of m\nL = sum_n(P[n,c[n]])",
        ", line 2, column 7: c picks along m, which is the axis of no array",
    ),
    (
        "input x[n]\nL = x @ x.T\n",
        ", line 2, column 1: there is no loss: no formula gives one number (L has the axes [n,o]); add up, as in L = sum(L^2), or name an `upstream` gradient",
    ),
    (
        "input x[n]\nL = np.cumsum(x)",
        ", line 2, column 5: the formula of L: `np.cumsum` at column 5 has no meaning here",
    ),
    (
        "input x[n]\nL = sum(x**2) + lam*sum(x)",
        ", line 2, column 17: the formula of L: `lam` is not declared; declare it, as in `weights W1[i,h]`, or write its formula",
    ),
    (
        "input x[n]\nL = sum(x^2); print(3)",
        ", line 2, column 15: there is no equals sign: a value is written as its name = its formula",
    ),
    ("input x[n]\neach q\nL = sum(x)", ", line 2, column 6: `each q`: no array has the axis q"),
    ("input x[n], z\nL = sum(x)", ", line 1, column 13: `z` is not used: the loss, L, does not depend on it"),
    (
        "input x[n]\nconstant lam = 0.1\nL = lam*sum(x^2)",
        ", line 2, column 10: the numbers of lam stand in a statement of their own: value lam = 0.1",
    ),
    (
        "input x[n]\nH[n,h] = x W\nL = sum(H)",
        ", line 2, column 12: the formula of H: `W` is not declared; declare it, as in `weights W1[i,h]`, or write its formula",
    ),
    (
        "input x[n]\nL = sum(x[5])",
        ", line 2, column 5: the formula of L does not fit: there is no axis left for sum to run over (its parts are x[n])",
    ),
    (
        "input x[n]\nL = x[9]^2\nsizes N=3",
        ", line 2, column 5: the formula of L: x has 3 entries along n; 9 is outside",
    ),
    ("input h[n]\ntitle a\ntitle b\nL=sum(h)", ", line 3, column 1: there is a title already"),
    (
        "input x[u], w[r]\ny[v] = sum_r(w[r]*x[v+r-1])\nsizes U=2, R=5\nL = sum(y)",
        ", line 2, column 1: the size V is U-R+1, which is -2 here: it must be at least 1",
    ),
    (
        "input A[h,k=h], W[n,m]\nsizes H=3\nB = A W\nL=sum(B)",
        ", line 3, column 5: the formula of B does not fit: a matrix [h,k] times a matrix [n,m] does not fit: the axes k and n meet (its parts are A[h,k], W[n,m])",
    ),
    (
        "input x[n] integer 1.5..3\nL=sum(x)",
        ", line 1, column 7: `integer 1.5..3` should be whole numbers, as in `integer 1..5`",
    ),
    (
        "input x\ty[n]\nL=sum(x)",
        ", line 1, column 7: names are separated by commas, as in x, y",
    ),
    (
        "input x[n\x01]\nL = sum(x)",
        ", line 1, column 7: `n\\x01` of x is no axis: an axis is one small letter, as in x[n,i]",
    ),
)
