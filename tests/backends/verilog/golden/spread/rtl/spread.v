// Network spread, compiled by snnc (plan …)
//
// Every stream is AXI4-Stream: a beat is an event, a timestep is a packet closed by TLAST, a null
// beat (TKEEP low) carries no event, TUSER on a closing beat ends the sample.
//
// A host sends a packet for every timestep on every input, and TUSER with the same packet on all
// of them. A packet holds a neuron at most once, or as often as its input says below. An id that
// no neuron of the input has does nothing. hw/README.md of snnc has the protocol in full.
//
//   core0: 2 lanes, hidden[0:3]
//   core1: 2 lanes, readout[0:3]
//   core2: 2 lanes, readout[4:4]
//   in.x -> core.core0
//   core.core0 -> core.core1, 3 steps later
//   core.core0 -> core.core1
//   core.core0 -> core.core2, 3 steps later
//   core.core0 -> core.core2
//   values.core1 -> out.readout
//   values.core2 -> out.readout
`default_nettype none

module spread #(
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

    // Output readout: value [13:3], neuron [2:0], of every neuron
    output wire [13:0] m_readout_tdata,
    output wire m_readout_tvalid,
    input  wire m_readout_tready,
    output wire m_readout_tlast,
    output wire m_readout_tkeep,
    output wire m_readout_tuser
);
    wire [1:0] core0_out_tdata;
    wire core0_out_tvalid;
    wire core0_out_tready;
    wire core0_out_tlast;
    wire core0_out_tkeep;
    wire core0_out_tuser;

    wire [12:0] core1_values_tdata;
    wire core1_values_tvalid;
    wire core1_values_tready;
    wire core1_values_tlast;
    wire core1_values_tkeep;
    wire core1_values_tuser;

    wire [11:0] core2_values_tdata;
    wire core2_values_tvalid;
    wire core2_values_tready;
    wire core2_values_tlast;
    wire core2_values_tkeep;
    wire core2_values_tuser;

    wire [0:0] core0_in_tdata;
    wire core0_in_tvalid;
    wire core0_in_tready;
    wire core0_in_tlast;
    wire core0_in_tkeep;
    wire core0_in_tuser;

    wire [2:0] core1_in_tdata;
    wire core1_in_tvalid;
    wire core1_in_tready;
    wire core1_in_tlast;
    wire core1_in_tkeep;
    wire core1_in_tuser;

    wire [2:0] core2_in_tdata;
    wire core2_in_tvalid;
    wire core2_in_tready;
    wire core2_in_tlast;
    wire core2_in_tkeep;
    wire core2_in_tuser;

    wire core0_done;

    spread__core0 #(
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

    spread__core1 #(
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
        .v_tdata  (core1_values_tdata),
        .v_tvalid (core1_values_tvalid),
        .v_tready (core1_values_tready),
        .v_tlast  (core1_values_tlast),
        .v_tkeep  (core1_values_tkeep),
        .v_tuser  (core1_values_tuser),
        .step_done (core1_done)
    );

    wire core2_done;

    spread__core2 #(
        .MEMORY_FOLDER (MEMORY_FOLDER)
    ) u_core2 (
        .clk       (clk),
        .rst       (rst),
        .s_tdata  (core2_in_tdata),
        .s_tvalid (core2_in_tvalid),
        .s_tready (core2_in_tready),
        .s_tlast  (core2_in_tlast),
        .s_tkeep  (core2_in_tkeep),
        .s_tuser  (core2_in_tuser),
        .v_tdata  (core2_values_tdata),
        .v_tvalid (core2_values_tvalid),
        .v_tready (core2_values_tready),
        .v_tlast  (core2_values_tlast),
        .v_tkeep  (core2_values_tkeep),
        .v_tuser  (core2_values_tuser),
        .step_done (core2_done)
    );

    // in.x -> core.core0
    assign core0_in_tdata  = s_x_tdata;
    assign core0_in_tvalid = s_x_tvalid;
    assign s_x_tready = core0_in_tready;
    assign core0_in_tlast  = s_x_tlast;
    assign core0_in_tkeep  = s_x_tkeep;
    assign core0_in_tuser  = s_x_tuser;

    // router0
    //   core.core0 -> core.core1, 3 steps later, 32 beats
    //   core.core0 -> core.core1, 32 beats
    //   core.core0 -> core.core2, 3 steps later, 32 beats
    //   core.core0 -> core.core2, 32 beats
    wire [5:0] router0_tdata;

    spike_router #(
        .SOURCES      (1),
        .SINKS        (2),
        .TAPS         (4),
        .RANGES       (4),
        .S_ID         (2),
        .M_ID         (3),
        .PAYLOAD      (0),
        .TAP_SOURCE    ({32'd0, 32'd0, 32'd0, 32'd0}),
        .TAP_DELAY     ({32'd0, 32'd3, 32'd0, 32'd3}),
        .TAP_DEPTH     ({32'd32, 32'd32, 32'd32, 32'd32}),
        .TAP_RANGE     ({32'd3, 32'd2, 32'd1, 32'd0}),
        .TAP_RANGES    ({32'd1, 32'd1, 32'd1, 32'd1}),
        .SINK_TAP      ({32'd2, 32'd0}),
        .SINK_TAPS     ({32'd2, 32'd2}),
        .SINK_DELAYED  ({32'd1, 32'd1}),
        .RANGE_FIRST   ({32'd0, 32'd0, 32'd0, 32'd0}),
        .RANGE_LAST    ({32'd3, 32'd3, 32'd3, 32'd3}),
        .RANGE_OFFSET  ({32'd0, 32'd4, 32'd0, 32'd4})
    ) u_router0 (
        .clk      (clk),
        .rst      (rst),
        .s_tdata  ({ core0_out_tdata }),
        .s_tvalid ({ core0_out_tvalid }),
        .s_tready ({ core0_out_tready }),
        .s_tlast  ({ core0_out_tlast }),
        .s_tkeep  ({ core0_out_tkeep }),
        .s_tuser  ({ core0_out_tuser }),
        .m_tdata  (router0_tdata),
        .m_tvalid ({ core2_in_tvalid, core1_in_tvalid }),
        .m_tready ({ core2_in_tready, core1_in_tready }),
        .m_tlast  ({ core2_in_tlast, core1_in_tlast }),
        .m_tkeep  ({ core2_in_tkeep, core1_in_tkeep }),
        .m_tuser  ({ core2_in_tuser, core1_in_tuser })
    );
    assign core1_in_tdata = router0_tdata[2:0];
    assign core2_in_tdata = router0_tdata[5:3];

    // router1
    //   values.core1 -> out.readout, 32 beats
    //   values.core2 -> out.readout, 32 beats
    wire [13:0] router1_tdata;

    spike_router #(
        .SOURCES      (2),
        .SINKS        (1),
        .TAPS         (2),
        .RANGES       (2),
        .S_ID         (2),
        .M_ID         (3),
        .PAYLOAD      (11),
        .TAP_SOURCE    ({32'd1, 32'd0}),
        .TAP_DELAY     ({32'd0, 32'd0}),
        .TAP_DEPTH     ({32'd32, 32'd32}),
        .TAP_RANGE     ({32'd1, 32'd0}),
        .TAP_RANGES    ({32'd1, 32'd1}),
        .SINK_TAP      ({32'd0}),
        .SINK_TAPS     ({32'd2}),
        .SINK_DELAYED  ({32'd0}),
        .RANGE_FIRST   ({32'd0, 32'd0}),
        .RANGE_LAST    ({32'd0, 32'd3}),
        .RANGE_OFFSET  ({32'd4, 32'd0})
    ) u_router1 (
        .clk      (clk),
        .rst      (rst),
        .s_tdata  ({ {core2_values_tdata[11:1], 1'd0, core2_values_tdata[0:0]}, core1_values_tdata
            }),
        .s_tvalid ({ core2_values_tvalid, core1_values_tvalid }),
        .s_tready ({ core2_values_tready, core1_values_tready }),
        .s_tlast  ({ core2_values_tlast, core1_values_tlast }),
        .s_tkeep  ({ core2_values_tkeep, core1_values_tkeep }),
        .s_tuser  ({ core2_values_tuser, core1_values_tuser }),
        .m_tdata  (router1_tdata),
        .m_tvalid ({ m_readout_tvalid }),
        .m_tready ({ m_readout_tready }),
        .m_tlast  ({ m_readout_tlast }),
        .m_tkeep  ({ m_readout_tkeep }),
        .m_tuser  ({ m_readout_tuser })
    );
    assign m_readout_tdata = {router1_tdata[13:3], router1_tdata[2:0]};

    wire unused_done = &{1'b0, core0_done, core1_done, core2_done};
endmodule

`default_nettype wire
