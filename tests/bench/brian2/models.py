"""The networks of tests/models in Brian2's own form: each answers its objects and its figures."""

from brian2 import (Hz, NeuronGroup, PoissonGroup, PoissonInput, SpikeMonitor, Synapses, cm, mV, ms,
                    msiemens, nS, siemens, ufarad, umetre)


def rate(monitor, group, seconds):
    return {"rate": lambda: monitor.num_spikes / len(group) / seconds}


def cuba(seconds):
    names = dict(taum=20 * ms, taue=5 * ms, taui=10 * ms, El=-49 * mV, Vt=-50 * mV, Vr=-60 * mV,
                 we=1.62 * mV, wi=-9 * mV)
    cells = NeuronGroup(4000, """dv/dt = (ge + gi - (v - El)) / taum : volt (unless refractory)
                                 dge/dt = -ge / taue : volt
                                 dgi/dt = -gi / taui : volt""",
                        threshold="v > Vt", reset="v = Vr", refractory=5 * ms, method="exact",
                        namespace=names)
    cells.v = "Vr + rand()*(Vt - Vr)"
    exc = Synapses(cells, cells, on_pre="ge += we", namespace=names)
    exc.connect("i < 3200", p=0.02)
    inh = Synapses(cells, cells, on_pre="gi += wi", namespace=names)
    inh.connect("i >= 3200", p=0.02)
    spikes = SpikeMonitor(cells)
    return [cells, exc, inh, spikes], rate(spikes, cells, seconds)


def cobahh(seconds):
    area = 20000 * umetre**2
    names = dict(Cm=1 * ufarad / cm**2 * area, gl=5e-5 * siemens / cm**2 * area,
                 g_na=100 * msiemens / cm**2 * area, g_kd=30 * msiemens / cm**2 * area,
                 El=-60 * mV, EK=-90 * mV, ENa=50 * mV, VT=-63 * mV, taue=5 * ms, taui=10 * ms,
                 Ee=0 * mV, Ei=-80 * mV, we=6 * nS, wi=67 * nS)
    equations = """
    dv/dt = (gl*(El - v) + ge*(Ee - v) + gi*(Ei - v) - g_na*m*m*m*h*(v - ENa)
             - g_kd*n*n*n*n*(v - EK)) / Cm : volt
    dm/dt = alpha_m*(1 - m) - beta_m*m : 1
    dn/dt = alpha_n*(1 - n) - beta_n*n : 1
    dh/dt = alpha_h*(1 - h) - beta_h*h : 1
    dge/dt = -ge / taue : siemens
    dgi/dt = -gi / taui : siemens
    u = v - VT : volt
    alpha_m = 1.28 / exprel((13*mV - u) / (4*mV)) / ms : Hz
    beta_m = 1.4 / exprel((u - 40*mV) / (5*mV)) / ms : Hz
    alpha_h = 0.128 * exp((17*mV - u) / (18*mV)) / ms : Hz
    beta_h = 4 / (1 + exp((40*mV - u) / (5*mV))) / ms : Hz
    alpha_n = 0.16 / exprel((15*mV - u) / (5*mV)) / ms : Hz
    beta_n = 0.5 * exp((10*mV - u) / (40*mV)) / ms : Hz
    """
    cells = NeuronGroup(4000, equations, threshold="v > -20*mV", refractory=3 * ms,
                        method="exponential_euler", namespace=names)
    cells.v = "El + (randn()*5 - 5)*mV"
    cells.ge = "(randn()*1.5 + 4)*10*nS"
    cells.gi = "(randn()*12 + 20)*10*nS"
    exc = Synapses(cells[:3200], cells, on_pre="ge += we", namespace=names)
    exc.connect(p=0.02)
    inh = Synapses(cells[3200:], cells, on_pre="gi += wi", namespace=names)
    inh.connect(p=0.02)
    spikes = SpikeMonitor(cells)
    return [cells, exc, inh, spikes], rate(spikes, cells, seconds)


def brunel10k(seconds):
    names = dict(tau=20 * ms, theta=20 * mV, Vr=10 * mV, J=0.1 * mV, g=5)
    cells = NeuronGroup(10000, "dv/dt = -v / tau : volt (unless refractory)", threshold="v > theta",
                        reset="v = Vr", refractory=2 * ms, method="exact", namespace=names)
    cells.v = "rand()*theta"
    exc = Synapses(cells[:8000], cells, on_pre="v_post += J", delay=1.5 * ms, namespace=names)
    exc.connect(p=0.1)
    inh = Synapses(cells[8000:], cells, on_pre="v_post += -g*J", delay=1.5 * ms, namespace=names)
    inh.connect(p=0.1)
    drive = PoissonInput(cells, "v", 800, 25 * Hz, weight=0.1 * mV)
    spikes = SpikeMonitor(cells)
    return [cells, exc, inh, drive, spikes], rate(spikes, cells, seconds)


def stdp(seconds):
    names = dict(taum=10 * ms, taue=5 * ms, taup=20 * ms, El=-74 * mV, Vt=-54 * mV, Vr=-60 * mV,
                 Ee=0 * mV, wmax=0.01, aPre=0.0001, aPost=-0.000105)
    inputs = PoissonGroup(1000, rates=15 * Hz)
    cell = NeuronGroup(1, """dv/dt = (ge*(Ee - v) + El - v) / taum : volt
                             dge/dt = -ge / taue : 1""",
                       threshold="v > Vt", reset="v = Vr", method="euler", namespace=names)
    cell.v = -74 * mV
    plastic = Synapses(inputs, cell, """w : 1
                                        dApre/dt = -Apre / taup : 1 (event-driven)
                                        dApost/dt = -Apost / taup : 1 (event-driven)""",
                       on_pre="""ge += w
                                 Apre += aPre
                                 w = clip(w + Apost, 0, wmax)""",
                       on_post="""Apost += aPost
                                  w = clip(w + Apre, 0, wmax)""", namespace=names)
    plastic.connect()
    plastic.w = "rand()*wmax"
    spikes, input_spikes = SpikeMonitor(cell), SpikeMonitor(inputs)
    return [inputs, cell, plastic, spikes, input_spikes], rate(spikes, cell, seconds)


def lif100k(seconds):
    names = dict(tau=10 * ms, theta=1)
    cells = NeuronGroup(100000, """dv/dt = (drive - v) / tau : 1 (unless refractory)
                                   drive : 1""",
                        threshold="v > theta", reset="v = 0", refractory=2 * ms, method="exact",
                        namespace=names)
    cells.drive = "0.9 + 0.4*i/N"
    cells.v = "(i % 1000)/1000.0"
    spikes = SpikeMonitor(cells, record=False)
    return [cells, spikes], {"spikes": lambda: int(spikes.num_spikes)}
