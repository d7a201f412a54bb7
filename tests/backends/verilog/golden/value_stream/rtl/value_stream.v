// Network value_stream, compiled by snnc (plan …)
//
// Every stream is AXI4-Stream: a beat is an event, a timestep is a packet closed by TLAST, a null
// beat (TKEEP low) carries no event, TUSER on a closing beat ends the sample.
//
// A host sends a packet for every timestep on every input, and TUSER with the same packet on all
// of them. A packet holds a neuron at most once, or as often as its input says below. An id that
// no neuron of the input has does nothing. hw/README.md of snnc has the protocol in full.
//
//   core0: 2 lanes, readout[0:1]
//   in.x -> core.core0
//   values.core0 -> out.readout
`default_nettype none

module value_stream #(
    // Where the memory images (*.mem) are, seen from where the tool runs; ends in a slash
    parameter MEMORY_FOLDER = "./"
) (
    input  wire clk,
    input  wire rst,

    // Input x: the index of each neuron that spikes
    input  wire [1:0] s_x_tdata,
    input  wire s_x_tvalid,
    output wire s_x_tready,
    input  wire s_x_tlast,
    input  wire s_x_tkeep,
    input  wire s_x_tuser,

    // Output readout: value [12:1], neuron [0:0], of every neuron
    output wire [12:0] m_readout_tdata,
    output wire m_readout_tvalid,
    input  wire m_readout_tready,
    output wire m_readout_tlast,
    output wire m_readout_tkeep,
    output wire m_readout_tuser
);
    wire [13:0] core0_values_tdata;
    wire core0_values_tvalid;
    wire core0_values_tready;
    wire core0_values_tlast;
    wire core0_values_tkeep;
    wire core0_values_tuser;

    wire [1:0] core0_in_tdata;
    wire core0_in_tvalid;
    wire core0_in_tready;
    wire core0_in_tlast;
    wire core0_in_tkeep;
    wire core0_in_tuser;

    wire core0_done;

    value_stream__core0 #(
        .MEMORY_FOLDER (MEMORY_FOLDER)
    ) u_core0 (
        .clk       (clk),
        .rst       (rst),
        .s_tdata  (core0_in_tdata),
        .s_tvalid (core0_in_tvalid),
        .s_tready (core0_in_tready),
        .s_tlast  (core0_in_tlast),
        .s_tkeep  (core0_in_tkeep),
        .s_tuser  (core0_in_tuser),
        .v_tdata  (core0_values_tdata),
        .v_tvalid (core0_values_tvalid),
        .v_tready (core0_values_tready),
        .v_tlast  (core0_values_tlast),
        .v_tkeep  (core0_values_tkeep),
        .v_tuser  (core0_values_tuser),
        .step_done (core0_done)
    );

    // in.x -> core.core0; an id above 2 is no event
    assign core0_in_tdata  = s_x_tdata;
    assign core0_in_tvalid = s_x_tvalid;
    assign s_x_tready = core0_in_tready;
    assign core0_in_tlast  = s_x_tlast;
    assign core0_in_tkeep  = s_x_tkeep && s_x_tdata <= 2'd2;
    assign core0_in_tuser  = s_x_tuser;

    // values.core0 -> out.readout
    assign m_readout_tdata  = {core0_values_tdata[13:2], core0_values_tdata[0:0]};
    assign m_readout_tvalid = core0_values_tvalid;
    assign core0_values_tready = m_readout_tready;
    assign m_readout_tlast  = core0_values_tlast;
    assign m_readout_tkeep  = core0_values_tkeep;
    assign m_readout_tuser  = core0_values_tuser;
    wire unused_core0_values = &{1'b0, core0_values_tdata};

    wire unused_done = &{1'b0, core0_done};
endmodule

`default_nettype wire
