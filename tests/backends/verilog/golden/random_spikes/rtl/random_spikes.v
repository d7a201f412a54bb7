// Network random_spikes, compiled by snnc (plan …)
//
// Every stream is AXI4-Stream: a beat is an event, a timestep is a packet closed by TLAST, a null
// beat (TKEEP low) carries no event, TUSER on a closing beat ends the sample.
//
// A host sends a packet for every timestep on every input, and TUSER with the same packet on all
// of them. A packet holds a neuron at most once, or as often as its input says below. An id that
// no neuron of the input has does nothing. hw/README.md of snnc has the protocol in full.
//
//   core0: 2 lanes, free[0:2]
//   core1: 2 lanes, driven[0:0], cells[0:1]
//   in.x -> core.core0
//   in.x -> core.core1
//   core.core0 -> out.free
//   values.core1 -> out.p
//   core.core1 -> out.cells
`default_nettype none

module random_spikes #(
    // Where the memory images (*.mem) are, seen from where the tool runs; ends in a slash
    parameter MEMORY_FOLDER = "./"
) (
    input  wire clk,
    input  wire rst,

    // Input x: the index of each neuron that spikes
    input  wire [0:0] s_x_tdata,
    input  wire s_x_tvalid,
    output wire s_x_tready,
    input  wire s_x_tlast,
    input  wire s_x_tkeep,
    input  wire s_x_tuser,

    // Output free: the index of each neuron that spikes
    output wire [1:0] m_free_tdata,
    output wire m_free_tvalid,
    input  wire m_free_tready,
    output wire m_free_tlast,
    output wire m_free_tkeep,
    output wire m_free_tuser,

    // Output p: value [10:1], neuron [0:0], of every neuron
    output wire [10:0] m_p_tdata,
    output wire m_p_tvalid,
    input  wire m_p_tready,
    output wire m_p_tlast,
    output wire m_p_tkeep,
    output wire m_p_tuser,

    // Output cells: the index of each neuron that spikes
    output wire [0:0] m_cells_tdata,
    output wire m_cells_tvalid,
    input  wire m_cells_tready,
    output wire m_cells_tlast,
    output wire m_cells_tkeep,
    output wire m_cells_tuser
);
    wire [1:0] core0_out_tdata;
    wire core0_out_tvalid;
    wire core0_out_tready;
    wire core0_out_tlast;
    wire core0_out_tkeep;
    wire core0_out_tuser;

    wire [1:0] core1_out_tdata;
    wire core1_out_tvalid;
    wire core1_out_tready;
    wire core1_out_tlast;
    wire core1_out_tkeep;
    wire core1_out_tuser;

    wire [11:0] core1_values_tdata;
    wire core1_values_tvalid;
    wire core1_values_tready;
    wire core1_values_tlast;
    wire core1_values_tkeep;
    wire core1_values_tuser;

    wire [0:0] core0_in_tdata;
    wire core0_in_tvalid;
    wire core0_in_tready;
    wire core0_in_tlast;
    wire core0_in_tkeep;
    wire core0_in_tuser;

    wire [0:0] core1_in_tdata;
    wire core1_in_tvalid;
    wire core1_in_tready;
    wire core1_in_tlast;
    wire core1_in_tkeep;
    wire core1_in_tuser;

    wire core0_done;

    random_spikes__core0 #(
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
        .m_tdata  (core0_out_tdata),
        .m_tvalid (core0_out_tvalid),
        .m_tready (core0_out_tready),
        .m_tlast  (core0_out_tlast),
        .m_tkeep  (core0_out_tkeep),
        .m_tuser  (core0_out_tuser),
        .step_done (core0_done)
    );

    wire core1_done;

    random_spikes__core1 #(
        .MEMORY_FOLDER (MEMORY_FOLDER)
    ) u_core1 (
        .clk       (clk),
        .rst       (rst),
        .s_tdata  (core1_in_tdata),
        .s_tvalid (core1_in_tvalid),
        .s_tready (core1_in_tready),
        .s_tlast  (core1_in_tlast),
        .s_tkeep  (core1_in_tkeep),
        .s_tuser  (core1_in_tuser),
        .m_tdata  (core1_out_tdata),
        .m_tvalid (core1_out_tvalid),
        .m_tready (core1_out_tready),
        .m_tlast  (core1_out_tlast),
        .m_tkeep  (core1_out_tkeep),
        .m_tuser  (core1_out_tuser),
        .v_tdata  (core1_values_tdata),
        .v_tvalid (core1_values_tvalid),
        .v_tready (core1_values_tready),
        .v_tlast  (core1_values_tlast),
        .v_tkeep  (core1_values_tkeep),
        .v_tuser  (core1_values_tuser),
        .step_done (core1_done)
    );

    // core.core0 -> out.free
    assign m_free_tdata  = core0_out_tdata;
    assign m_free_tvalid = core0_out_tvalid;
    assign core0_out_tready = m_free_tready;
    assign m_free_tlast  = core0_out_tlast;
    assign m_free_tkeep  = core0_out_tkeep;
    assign m_free_tuser  = core0_out_tuser;

    // values.core1 -> out.p
    assign m_p_tdata  = {core1_values_tdata[11:2], core1_values_tdata[0:0]};
    assign m_p_tvalid = core1_values_tvalid;
    assign core1_values_tready = m_p_tready;
    assign m_p_tlast  = core1_values_tlast;
    assign m_p_tkeep  = core1_values_tkeep;
    assign m_p_tuser  = core1_values_tuser;
    wire unused_core1_values = &{1'b0, core1_values_tdata};

    // router0
    //   in.x -> core.core0, 32 beats
    //   in.x -> core.core1, 32 beats
    wire [1:0] router0_tdata;

    spike_router #(
        .SOURCES      (1),
        .SINKS        (2),
        .TAPS         (2),
        .RANGES       (2),
        .S_ID         (1),
        .M_ID         (1),
        .PAYLOAD      (0),
        .TAP_SOURCE    ({32'd0, 32'd0}),
        .TAP_DELAY     ({32'd0, 32'd0}),
        .TAP_DEPTH     ({32'd32, 32'd32}),
        .TAP_RANGE     ({32'd1, 32'd0}),
        .TAP_RANGES    ({32'd1, 32'd1}),
        .SINK_TAP      ({32'd1, 32'd0}),
        .SINK_TAPS     ({32'd1, 32'd1}),
        .SINK_DELAYED  ({32'd0, 32'd0}),
        .RANGE_FIRST   ({32'd0, 32'd2}),
        .RANGE_LAST    ({32'd1, 32'd2}),
        .RANGE_OFFSET  ({32'd0, 32'd0})
    ) u_router0 (
        .clk      (clk),
        .rst      (rst),
        .s_tdata  ({ s_x_tdata }),
        .s_tvalid ({ s_x_tvalid }),
        .s_tready ({ s_x_tready }),
        .s_tlast  ({ s_x_tlast }),
        .s_tkeep  ({ s_x_tkeep }),
        .s_tuser  ({ s_x_tuser }),
        .m_tdata  (router0_tdata),
        .m_tvalid ({ core1_in_tvalid, core0_in_tvalid }),
        .m_tready ({ core1_in_tready, core0_in_tready }),
        .m_tlast  ({ core1_in_tlast, core0_in_tlast }),
        .m_tkeep  ({ core1_in_tkeep, core0_in_tkeep }),
        .m_tuser  ({ core1_in_tuser, core0_in_tuser })
    );
    assign core0_in_tdata = router0_tdata[0:0];
    assign core1_in_tdata = router0_tdata[1:1];

    // router1
    //   core.core1 -> out.cells, 32 beats
    wire [0:0] router1_tdata;

    spike_router #(
        .SOURCES      (1),
        .SINKS        (1),
        .TAPS         (1),
        .RANGES       (1),
        .S_ID         (2),
        .M_ID         (1),
        .PAYLOAD      (0),
        .TAP_SOURCE    ({32'd0}),
        .TAP_DELAY     ({32'd0}),
        .TAP_DEPTH     ({32'd32}),
        .TAP_RANGE     ({32'd0}),
        .TAP_RANGES    ({32'd1}),
        .SINK_TAP      ({32'd0}),
        .SINK_TAPS     ({32'd1}),
        .SINK_DELAYED  ({32'd0}),
        .RANGE_FIRST   ({32'd2}),
        .RANGE_LAST    ({32'd3}),
        .RANGE_OFFSET  ({-32'd2})
    ) u_router1 (
        .clk      (clk),
        .rst      (rst),
        .s_tdata  ({ core1_out_tdata }),
        .s_tvalid ({ core1_out_tvalid }),
        .s_tready ({ core1_out_tready }),
        .s_tlast  ({ core1_out_tlast }),
        .s_tkeep  ({ core1_out_tkeep }),
        .s_tuser  ({ core1_out_tuser }),
        .m_tdata  (router1_tdata),
        .m_tvalid ({ m_cells_tvalid }),
        .m_tready ({ m_cells_tready }),
        .m_tlast  ({ m_cells_tlast }),
        .m_tkeep  ({ m_cells_tkeep }),
        .m_tuser  ({ m_cells_tuser })
    );
    assign m_cells_tdata = router1_tdata[0:0];

    wire unused_done = &{1'b0, core0_done, core1_done};
endmodule

`default_nettype wire
