// Network two_receptors, compiled by snnc (plan …)
//
// Every stream is AXI4-Stream: a beat is an event, a timestep is a packet closed by TLAST, a null
// beat (TKEEP low) carries no event, TUSER on a closing beat ends the sample.
//
// A host sends a packet for every timestep on every input, and TUSER with the same packet on all
// of them. A packet holds a neuron at most once, or as often as its input says below. An id that
// no neuron of the input has does nothing. hw/README.md of snnc has the protocol in full.
//
//   core0: 2 lanes, cells[0:2], plain[0:1]
//   core.core0 -> core.core0, 1 step later
//   in.e -> core.core0
//   in.i -> core.core0
//   core.core0 -> out.cells
//   core.core0 -> out.plain
`default_nettype none

module two_receptors #(
    // Where the memory images (*.mem) are, seen from where the tool runs; ends in a slash
    parameter MEMORY_FOLDER = "./"
) (
    input  wire clk,
    input  wire rst,

    // Input e: the index of each neuron that spikes
    input  wire [1:0] s_e_tdata,
    input  wire s_e_tvalid,
    output wire s_e_tready,
    input  wire s_e_tlast,
    input  wire s_e_tkeep,
    input  wire s_e_tuser,

    // Input i: the index of a neuron for each event, at most 2 in a packet
    input  wire [0:0] s_i_tdata,
    input  wire s_i_tvalid,
    output wire s_i_tready,
    input  wire s_i_tlast,
    input  wire s_i_tkeep,
    input  wire s_i_tuser,

    // Output cells: the index of each neuron that spikes
    output wire [1:0] m_cells_tdata,
    output wire m_cells_tvalid,
    input  wire m_cells_tready,
    output wire m_cells_tlast,
    output wire m_cells_tkeep,
    output wire m_cells_tuser,

    // Output plain: the index of each neuron that spikes
    output wire [0:0] m_plain_tdata,
    output wire m_plain_tvalid,
    input  wire m_plain_tready,
    output wire m_plain_tlast,
    output wire m_plain_tkeep,
    output wire m_plain_tuser
);
    wire [2:0] core0_out_tdata;
    wire core0_out_tvalid;
    wire core0_out_tready;
    wire core0_out_tlast;
    wire core0_out_tkeep;
    wire core0_out_tuser;

    wire [2:0] core0_in_tdata;
    wire core0_in_tvalid;
    wire core0_in_tready;
    wire core0_in_tlast;
    wire core0_in_tkeep;
    wire core0_in_tuser;

    wire core0_done;

    two_receptors__core0 #(
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

    // router0
    //   core.core0 -> core.core0, 1 step later, 32 beats
    //   in.e -> core.core0, 32 beats
    //   in.i -> core.core0, 32 beats
    //   core.core0 -> out.cells, 32 beats
    //   core.core0 -> out.plain, 32 beats
    wire [8:0] router0_tdata;

    spike_router #(
        .SOURCES      (3),
        .SINKS        (3),
        .TAPS         (5),
        .RANGES       (5),
        .S_ID         (3),
        .M_ID         (3),
        .PAYLOAD      (0),
        .TAP_SOURCE    ({32'd2, 32'd2, 32'd1, 32'd0, 32'd2}),
        .TAP_DELAY     ({32'd0, 32'd0, 32'd0, 32'd0, 32'd1}),
        .TAP_DEPTH     ({32'd32, 32'd32, 32'd32, 32'd32, 32'd32}),
        .TAP_RANGE     ({32'd4, 32'd3, 32'd2, 32'd1, 32'd0}),
        .TAP_RANGES    ({32'd1, 32'd1, 32'd1, 32'd1, 32'd1}),
        .SINK_TAP      ({32'd4, 32'd3, 32'd0}),
        .SINK_TAPS     ({32'd1, 32'd1, 32'd3}),
        .SINK_DELAYED  ({32'd0, 32'd0, 32'd1}),
        .RANGE_FIRST   ({32'd4, 32'd0, 32'd0, 32'd0, 32'd4}),
        .RANGE_LAST    ({32'd5, 32'd2, 32'd1, 32'd2, 32'd5}),
        .RANGE_OFFSET  ({-32'd4, 32'd0, 32'd3, 32'd0, 32'd1})
    ) u_router0 (
        .clk      (clk),
        .rst      (rst),
        .s_tdata  ({ core0_out_tdata, {2'd0, s_i_tdata[0:0]}, {1'd0, s_e_tdata[1:0]} }),
        .s_tvalid ({ core0_out_tvalid, s_i_tvalid, s_e_tvalid }),
        .s_tready ({ core0_out_tready, s_i_tready, s_e_tready }),
        .s_tlast  ({ core0_out_tlast, s_i_tlast, s_e_tlast }),
        .s_tkeep  ({ core0_out_tkeep, s_i_tkeep, s_e_tkeep }),
        .s_tuser  ({ core0_out_tuser, s_i_tuser, s_e_tuser }),
        .m_tdata  (router0_tdata),
        .m_tvalid ({ m_plain_tvalid, m_cells_tvalid, core0_in_tvalid }),
        .m_tready ({ m_plain_tready, m_cells_tready, core0_in_tready }),
        .m_tlast  ({ m_plain_tlast, m_cells_tlast, core0_in_tlast }),
        .m_tkeep  ({ m_plain_tkeep, m_cells_tkeep, core0_in_tkeep }),
        .m_tuser  ({ m_plain_tuser, m_cells_tuser, core0_in_tuser })
    );
    assign core0_in_tdata = router0_tdata[2:0];
    assign m_cells_tdata = router0_tdata[4:3];
    assign m_plain_tdata = router0_tdata[6:6];
    wire unused_router0 = &{1'b0, router0_tdata[5:5], router0_tdata[8:7]};

    wire unused_done = &{1'b0, core0_done};
endmodule

`default_nettype wire
